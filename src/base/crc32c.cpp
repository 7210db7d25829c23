#include "base/crc32c.h"

#include <array>

namespace leann {
namespace {

// Eight tables, so that eight bytes are folded in at a time ("slicing by 8", Kounavis & Berry 2005). They are
// made again by each call, in some ten microseconds: kept, they would be 8 kB of every download, which
// nothing compresses.
using Tables = std::array<std::array<uint32_t, 256>, 8>;

Tables makeTables() {
  Tables tables{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
    tables[0][i] = crc;
  }
  for (uint32_t i = 0; i < 256; ++i) {
    for (size_t t = 1; t < 8; ++t) {
      tables[t][i] = (tables[t - 1][i] >> 8) ^ tables[0][tables[t - 1][i] & 255U];
    }
  }
  return tables;
}

}  // namespace

uint32_t crc32c(std::span<const uint8_t> bytes) {
  const Tables tables = makeTables();
  uint32_t crc = ~0U;
  size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    uint32_t next = 0;
    for (size_t t = 0; t < 8; ++t) {
      const uint32_t low = t < 4 ? crc >> (8 * t) & 255U : 0U;
      next ^= tables[7 - t][bytes[i + t] ^ low];
    }
    crc = next;
  }
  for (; i < bytes.size(); ++i) crc = (crc >> 8) ^ tables[0][(crc ^ bytes[i]) & 255U];
  return ~crc;
}

}  // namespace leann
