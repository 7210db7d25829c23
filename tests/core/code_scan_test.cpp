// Scanning codes: the sums that it promises, within the bound that it states, alike with SIMD and without.
#include "code/code_scan.h"

#include "base/crc32c.h"
#include "coded_table.h"

using namespace leann;

namespace {

constexpr uint32_t kCounts[] = {0, 1, 15, 16, 17, 33, 100};

std::vector<uint8_t> randomBytes(Random& random, size_t count) {
  std::vector<uint8_t> bytes(count);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.below(256));
  return bytes;
}

std::vector<float> randomScores(Random& random, uint32_t subspaces, uint32_t bits, float size = 1) {
  std::vector<float> scores = testing::gaussianVector(random, size_t{subspaces} << bits);
  for (float& score : scores) score *= size;
  return scores;
}

std::vector<float> scanned(const CodeScan& scan, float base, std::span<const float> scores) {
  std::vector<float> out(scan.size());
  scan.scan(base, scores, out);
  return out;
}

std::vector<float> scannedScalar(const CodeScan& scan, float base, std::span<const float> scores) {
  std::vector<float> out(scan.size());
  scan.scanScalar(base, scores, out);
  return out;
}

// Floats as bits, so that -0 and 0 differ.
std::vector<uint32_t> bitsOf(const std::vector<float>& values) {
  std::vector<uint32_t> bits;
  for (const float value : values) bits.push_back(__builtin_bit_cast(uint32_t, value));
  return bits;
}

double exactSum(const CodeScan& scan, NodeId v, float base, std::span<const float> scores, uint32_t subspaces,
                uint32_t bits) {
  double sum = static_cast<double>(base);
  for (uint32_t j = 0; j < subspaces; ++j) {
    sum += static_cast<double>(scores[(size_t{j} << bits) + scan.codeAt(v, j)]);
  }
  return sum;
}

// Half a step a subspace, and a little for the rounding of floats.
double boundOf(std::span<const float> scores, uint32_t subspaces) {
  double widest = 0, size = 0;
  for (uint32_t j = 0; j < subspaces; ++j) {
    const auto [least, most] = std::minmax_element(scores.begin() + j * 16, scores.begin() + (j + 1) * 16);
    widest = std::max(widest, static_cast<double>(*most) - static_cast<double>(*least));
    size += std::max(std::fabs(static_cast<double>(*least)), std::fabs(static_cast<double>(*most)));
  }
  return subspaces * widest / 255 / 2 + size * subspaces * 0x1p-24;
}

}  // namespace

TEST_CASE("code scan: gives back the codes that it was given") {
  Random random(1);
  for (const uint32_t bits : {4U, 8U}) {
    for (const uint32_t subspaces : {1U, 2U, 7U, 48U}) {
      for (const uint32_t count : kCounts) {
        CAPTURE(bits);
        CAPTURE(subspaces);
        CAPTURE(count);
        const size_t codeSize = (subspaces * bits + 7) / 8;
        const std::vector<uint8_t> codes = randomBytes(random, count * codeSize);
        const CodeScan scan(codes, subspaces, bits);
        REQUIRE(scan.size() == count);
        REQUIRE(scan.codeSize() == codeSize);
        std::vector<uint8_t> back(codes.size());
        for (NodeId v = 0; v < count; ++v) {
          scan.code(v, back.data() + v * codeSize);
          for (uint32_t j = 0; j < subspaces; ++j) {
            const uint8_t byte = codes[v * codeSize + (bits == 8 ? j : j / 2)];
            REQUIRE(scan.codeAt(v, j) == (bits == 8 ? byte : j % 2 == 0 ? byte & 15U : byte >> 4U));
          }
        }
        CHECK(back == codes);
      }
    }
  }
}

TEST_CASE("code scan: sums computed by hand") {
  std::vector<float> scores(2 * 16, 0.0F);
  scores[3] = 255;       // subspace 0, centroid 3
  scores[16 + 9] = 100;  // subspace 1, centroid 9
  const std::vector<uint8_t> codes{0x93, 0x03, 0x90, 0x00};
  CHECK(scanned(CodeScan(codes, 2, 4), -5, scores) == std::vector<float>{350, 250, 95, -5});

  std::vector<float> wide(2 * 256, 0.0F);
  wide[255] = 0.5F;
  wide[256 + 7] = 0.25F;
  const std::vector<uint8_t> pairs{255, 7, 255, 0, 0, 7, 1, 1};
  CHECK(scanned(CodeScan(pairs, 2, 8), 1, wide) == std::vector<float>{1.75F, 1.5F, 1.25F, 1});
}

TEST_CASE("code scan: SIMD equals scalar bit for bit") {
  Random random(2);
  for (const uint32_t bits : {4U, 8U}) {
    for (const uint32_t subspaces : {1U, 2U, 3U, 16U, 24U, 47U, 96U, 255U, 256U, 257U, 259U, 1000U}) {
      for (const uint32_t count : kCounts) {
        CAPTURE(bits);
        CAPTURE(subspaces);
        CAPTURE(count);
        const CodeScan scan(randomBytes(random, size_t{count} * ((subspaces * bits + 7) / 8)), subspaces,
                            bits);
        const std::vector<float> scores = randomScores(random, subspaces, bits);
        CHECK(bitsOf(scanned(scan, 0.5F, scores)) == bitsOf(scannedScalar(scan, 0.5F, scores)));
      }
    }
  }
}

TEST_CASE("code scan: 8 bits give what the quantizer gives one by one, to the last bit") {
  const testing::Corpus corpus(700, 5, 24, 3);
  const Quantizer quantizer = testing::trainedOn(corpus.vectors, {.subspaces = 6, .bits = 8});
  const std::vector<uint8_t> codes = testing::codesOf(quantizer, corpus.vectors);
  const CodeScan scan(codes, 6, 8);
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const QueryTable table = quantizer.table(corpus.queries.row(q), Metric::kInnerProduct);
    std::vector<float> expected;
    for (NodeId v = 0; v < scan.size(); ++v) {
      expected.push_back(testing::codeDistance(quantizer, table, codes.data() + v * quantizer.codeSize()));
    }
    CHECK(bitsOf(scanned(scan, table.base, table.scores)) == bitsOf(expected));
  }
}

TEST_CASE("code scan: 4 bits are within half a step a subspace of the exact sum") {
  Random random(4);
  for (const uint32_t subspaces : {1U, 2U, 31U, 48U, 96U, 257U, 700U}) {
    for (const float size : {1e-30F, 1.0F, 1e12F}) {
      CAPTURE(subspaces);
      CAPTURE(size);
      const CodeScan scan(randomBytes(random, size_t{64} * ((subspaces + 1) / 2)), subspaces, 4);
      const std::vector<float> scores = randomScores(random, subspaces, 4, size);
      const std::vector<float> out = scanned(scan, 2 * size, scores);
      const double bound = boundOf(scores, subspaces);
      for (NodeId v = 0; v < scan.size(); ++v) {
        const double exact = exactSum(scan, v, 2 * size, scores, subspaces, 4);
        CHECK(std::fabs(static_cast<double>(out[v]) - exact) <= bound);
      }
    }
  }
}

TEST_CASE("code scan: 4 bits rank the nearest as exact sums do, but for close calls") {
  const testing::Corpus corpus(3000, 20, 48, 5);
  const Quantizer quantizer = testing::trainedOn(corpus.vectors, {.subspaces = 24, .bits = 4});
  const std::vector<uint8_t> codes = testing::codesOf(quantizer, corpus.vectors);
  const CodeScan scan(codes, 24, 4);
  double common = 0;
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const QueryTable table = quantizer.table(corpus.queries.row(q), Metric::kInnerProduct);
    const std::vector<float> out = scanned(scan, table.base, table.scores);
    std::vector<Neighbor> rounded, exact;
    for (NodeId v = 0; v < scan.size(); ++v) {
      rounded.push_back({out[v], v});
      exact.push_back({testing::codeDistance(quantizer, table, codes.data() + v * quantizer.codeSize()), v});
    }
    std::sort(rounded.begin(), rounded.end());
    std::sort(exact.begin(), exact.end());
    std::vector<NodeId> a, b;
    for (size_t i = 0; i < 64; ++i) {
      a.push_back(rounded[i].id);
      b.push_back(exact[i].id);
    }
    common += testing::recallOf(a, b);
  }
  CHECK(common / corpus.queries.size() > 0.95);
}

TEST_CASE("code scan: the largest sums fit, at as many subspaces as a dimension allows") {
  constexpr uint32_t kSubspaces = 65535;
  std::vector<float> scores(size_t{kSubspaces} * 16, 0.0F);
  for (size_t j = 0; j < kSubspaces; ++j) scores[j * 16 + 15] = 1;
  std::vector<uint8_t> codes(size_t{17} * 32768, 0xFF);
  const CodeScan scan(codes, kSubspaces, 4);
  const std::vector<float> out = scanned(scan, 0, scores);
  CHECK(out[0] == doctest::Approx(65535));
  CHECK(out[16] == out[0]);
  CHECK(bitsOf(out) == bitsOf(scannedScalar(scan, 0, scores)));
}

TEST_CASE("code scan: scores that are all alike, or very small") {
  Random random(6);
  const CodeScan scan(randomBytes(random, size_t{40} * 4), 8, 4);
  CHECK(scanned(scan, 1, std::vector<float>(8 * 16, 0.25F)) == std::vector<float>(40, 3.0F));
  CHECK(scanned(scan, 1, std::vector<float>(8 * 16, 0.0F)) == std::vector<float>(40, 1.0F));
  std::vector<float> tiny = randomScores(random, 8, 4, 1e-42F);
  for (const float distance : scanned(scan, 0, tiny)) CHECK(std::fabs(distance) < 1e-40F);
}

TEST_CASE("code scan: appending equals building from all at once") {
  Random random(7);
  for (const uint32_t bits : {4U, 8U}) {
    const size_t codeSize = bits == 8 ? 9 : 5;
    const std::vector<uint8_t> codes = randomBytes(random, 100 * codeSize);
    const std::vector<float> scores = randomScores(random, 9, bits);
    const CodeScan whole(codes, 9, bits);
    CodeScan grown({}, 9, bits);
    std::span<const uint8_t> rest(codes);
    for (const uint32_t count : {1U, 0U, 15U, 20U, 64U}) {
      grown.append(rest.first(count * codeSize));
      rest = rest.subspan(count * codeSize);
    }
    REQUIRE(rest.empty());
    REQUIRE(grown.size() == 100);
    CHECK(bitsOf(scanned(grown, 0, scores)) == bitsOf(scanned(whole, 0, scores)));
  }
}

TEST_CASE("code scan: writes nothing beyond the last node") {
  Random random(8);
  for (const uint32_t bits : {4U, 8U}) {
    const CodeScan scan(randomBytes(random, size_t{19} * bits), 8, bits);
    std::vector<float> out(20, 7.0F);
    scan.scan(0, randomScores(random, 8, bits), std::span(out).first(19));
    CHECK(out[19] == 7.0F);
  }
}

TEST_CASE("code scan: the same bits on every platform") {
  Random random(9);
  const CodeScan scan(randomBytes(random, size_t{1000} * 24), 48, 4);
  const std::vector<float> out = scanned(scan, -0.25F, randomScores(random, 48, 4));
  std::vector<uint8_t> bytes;
  for (const uint32_t word : bitsOf(out)) {
    for (uint32_t shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<uint8_t>(word >> shift));
  }
  CHECK(crc32c(bytes) == 1517010411U);
}
