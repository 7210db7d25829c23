// CRC-32C against published check values and a bit-by-bit reference.
#include "base/crc32c.h"

#include "test_data.h"

using namespace leann;

namespace {

uint32_t bitByBit(std::span<const uint8_t> bytes) {
  uint32_t crc = 0xFFFFFFFF;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1U) != 0 ? 0x82F63B78U : 0U);
  }
  return ~crc;
}

}  // namespace

TEST_CASE("crc32c: published values") {
  const std::string digits = "123456789";
  CHECK(crc32c(std::vector<uint8_t>(digits.begin(), digits.end())) == 0xE3069283);
  // RFC 3720, B.4.
  CHECK(crc32c(std::vector<uint8_t>(32, 0x00)) == 0x8A9136AA);
  CHECK(crc32c(std::vector<uint8_t>(32, 0xFF)) == 0x62A8AB43);
  std::vector<uint8_t> ramp;
  for (uint8_t i = 0; i < 32; ++i) ramp.push_back(i);
  CHECK(crc32c(ramp) == 0x46DD794E);
  CHECK(crc32c({}) == 0);
}

TEST_CASE("crc32c: agrees with the definition at every length and alignment") {
  Random random(1);
  std::vector<uint8_t> bytes(100);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.below(256));
  const std::span<const uint8_t> all(bytes);
  for (size_t begin = 0; begin < 9; ++begin) {
    for (size_t length = 0; length <= 60; ++length) {
      REQUIRE(crc32c(all.subspan(begin, length)) == bitByBit(all.subspan(begin, length)));
    }
  }
}
