// Bytes and bits: what is written is read, and reading past the end is noticed.
#include "bytes.h"

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

TEST_CASE("bits: filled from the lowest of each byte upwards") {
  BitWriter out;
  out.bits(1, 1);
  out.bits(0b10, 2);
  out.bits(0b1011, 4);
  out.bits(0x1FF, 9);
  CHECK(out.bytes() == std::vector<uint8_t>{0b11011101, 0xFF});
  BitReader in(out.bytes());
  CHECK(in.bits(1) == 1);
  CHECK(in.bits(2) == 0b10);
  CHECK(in.bits(4) == 0b1011);
  CHECK(in.bits(9) == 0x1FF);
  CHECK(in.atEnd());
}

TEST_CASE("bits: Rice codes by hand") {
  BitWriter out;
  out.rice(9, 2);  // 9 >> 2 = 2: two ones and a zero; low bits 01
  CHECK(out.bytes() == std::vector<uint8_t>{0b00001011});
  BitReader in(out.bytes());
  CHECK(in.rice(2, 100) == 9);
  CHECK(in.atEnd());
}

TEST_CASE("bits: Rice codes of every parameter come back") {
  Random random(1);
  for (uint32_t k = 0; k <= 30; ++k) {
    BitWriter out;
    std::vector<uint32_t> values;
    for (int i = 0; i < 100; ++i) {
      values.push_back(random.below(uint64_t{1} << std::min(32U, k + 5)));
      out.rice(values.back(), k);
    }
    BitReader in(out.bytes());
    for (const uint32_t value : values) REQUIRE(in.rice(k, std::numeric_limits<uint32_t>::max()) == value);
    CHECK(in.atEnd());
  }
}

TEST_CASE("bits: a Rice code above the most allowed fails") {
  for (const uint32_t k : {0U, 3U, 10U}) {
    for (const uint32_t value : {0U, 1U, 7U, 8U, 9U, 1000U}) {
      for (const uint32_t most : {0U, 1U, 7U, 8U, 999U, 1000U}) {
        BitWriter out;
        out.rice(value, k);
        BitReader in(out.bytes());
        CHECK(in.rice(k, most) == (value <= most ? value : 0));
        CHECK(in.failed() == (value > most));
      }
    }
  }
}

TEST_CASE("bits: the end is noticed, and so are bits set behind it") {
  const std::vector<uint8_t> ones(4, 0xFF);
  BitReader endless(ones);
  CHECK(endless.rice(2, std::numeric_limits<uint32_t>::max()) == 0);
  CHECK(endless.failed());
  CHECK(!endless.atEnd());

  BitReader nothing({});
  CHECK(nothing.atEnd());
  CHECK(nothing.bit() == 0);
  CHECK(nothing.failed());

  const std::vector<uint8_t> padded{0b00000101};
  BitReader clean(padded);
  CHECK(clean.bits(3) == 0b101);
  CHECK(clean.atEnd());
  BitReader dirty(padded);
  CHECK(dirty.bits(2) == 0b01);
  CHECK(!dirty.atEnd());
  const std::vector<uint8_t> longer{0b101, 0};
  BitReader early(longer);
  CHECK(early.bits(3) == 0b101);
  CHECK(!early.atEnd());
}
