// CRC-32C (Castagnoli): finds every error burst of up to 32 bits.
#pragma once

#include <cstdint>
#include <span>

namespace leann {

uint32_t crc32c(std::span<const uint8_t> bytes);

}  // namespace leann
