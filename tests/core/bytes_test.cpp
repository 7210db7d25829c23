// Bytes and bits: what is written is read, and reading past the end is noticed.
#include "base/bytes.h"

#include <limits>

#include "test_data.h"

using namespace leann;

TEST_CASE("bytes: little-endian, at fixed widths") {
  ByteWriter out;
  out.u8(0xAB);
  out.u16(0xFEDC);
  out.u32(0x01020304);
  out.u64(0x1122334455667788);
  out.f32(1.0F);
  out.f64(-2.0);
  const uint8_t raw[] = {9, 8};
  out.raw(std::span<const uint8_t>(raw));
  const int8_t signs[] = {-1, 127, -128};
  out.raw(std::span<const int8_t>(signs));
  CHECK(out.size() == 1 + 2 + 4 + 8 + 4 + 8 + 2 + 3);
  CHECK(out.bytes() == std::vector<uint8_t>{0xAB, 0xDC, 0xFE, 4,    3,    2, 1,    0x88, 0x77, 0x66, 0x55,
                                            0x44, 0x33, 0x22, 0x11, 0,    0, 0x80, 0x3F, 0,    0,    0,
                                            0,    0,    0,    0,    0xC0, 9, 8,    255,  127,  128});

  ByteReader in(out.bytes());
  CHECK(in.u8() == 0xAB);
  CHECK(in.u16() == 0xFEDC);
  CHECK(in.u32() == 0x01020304);
  CHECK(in.u64() == 0x1122334455667788);
  CHECK(in.f32() == 1.0F);
  CHECK(in.f64() == -2.0);
  CHECK(in.left() == 5);
  CHECK(in.raw(5)[2] == 255);
  CHECK(in.left() == 0);
  CHECK(!in.failed());
}

TEST_CASE("bytes: floats keep every bit") {
  for (const uint32_t bits : {0x7FC00001U, 0xFF800000U, 0x80000000U, 0x00000001U}) {
    ByteWriter out;
    out.f32(__builtin_bit_cast(float, bits));
    ByteReader in(out.bytes());
    CHECK(in.u32() == bits);
  }
}

TEST_CASE("bytes: reading past the end gives zeros and is remembered") {
  const std::vector<uint8_t> bytes{1, 2, 3};
  {
    ByteReader in(bytes);
    CHECK(in.u32() == 0);
    CHECK(in.failed());
    CHECK(in.left() == 0);
    CHECK(in.u8() == 0);
  }
  {
    ByteReader in(bytes);
    CHECK(in.raw(std::numeric_limits<uint64_t>::max()).empty());
    CHECK(in.failed());
  }
  {
    ByteReader in(bytes);
    CHECK(in.raw(3).size() == 3);
    CHECK(in.raw(0).empty());
    CHECK(!in.failed());
    CHECK(in.u8() == 0);
    CHECK(in.failed());
  }
  ByteReader nothing({});
  CHECK(nothing.left() == 0);
  CHECK(nothing.u64() == 0);
  CHECK(nothing.failed());
}
