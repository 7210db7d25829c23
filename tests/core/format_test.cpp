// The file: comes back byte for byte, is the same on every platform, and no damage passes unnoticed.
#include "format.h"

#include <limits>

#include "file_parts.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("format: what was written comes back, byte for byte, and answers the same") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    for (const RotationKind rotation : kRotations) {
      const Corpus corpus(300, 5, 16, 2, metric);
      const uint32_t bits = rotation == RotationKind::kLearned ? 8 : 4;
      const Index index =
          buildIndex(corpus.vectors,
                     {.hubFraction = 0.125, .rotation = rotation, .subspaces = 5, .bits = bits, .seed = 7});
      const Bytes bytes = encoded(index);
      Result<Index> opened = decodeIndex(bytes);
      REQUIRE_MESSAGE(opened.ok(), opened.status().message());
      CHECK(encoded(opened.value()) == bytes);
      CHECK(opened.value().params.hubFraction == 0.125);
      CHECK(opened.value().params.seed == 7);
      CHECK(opened.value().params.rotation == rotation);
      const auto a = sharedIndex(index);
      const auto b = sharedIndex(std::move(opened.value()));
      for (NodeId q = 0; q < 5; ++q) {
        const auto first = finishSearch(a, corpus.vectors, corpus.query(q), {});
        const auto second = finishSearch(b, corpus.vectors, corpus.query(q), {});
        CHECK(idsOf(hitsOf(*first)) == idsOf(hitsOf(*second)));
      }
    }
  }
}

TEST_CASE("format: one node") {
  const Bytes bytes = encoded(buildIndex(tableOf(std::vector<float>{1, 0}, 2)));
  const Result<Index> opened = decodeIndex(bytes);
  REQUIRE(opened.ok());
  CHECK(opened.value().size() == 1);
  CHECK(encoded(opened.value()) == bytes);
}

TEST_CASE("format: golden checksums: the same bytes on every platform, from build to build") {
  // A change of these is a change of the format or of what a build gives: say so in the change log.
  const auto checksum = [](Metric metric, const BuildParams& params) {
    return crc32c(encoded(buildIndex(tableOf(clusteredVectors(400, 24, 99), 24, metric), params)));
  };
  const BuildParams learned{.rotation = RotationKind::kLearned, .subspaces = 7, .bits = 8, .seed = 5};
  const BuildParams random{.pruning = Pruning::kRandom, .rotation = RotationKind::kRandom};
  CHECK(checksum(Metric::kInnerProduct, learned) == 0x3D84A91A);
  CHECK(checksum(Metric::kL2, random) == 0xD1BE89CC);
}

TEST_CASE("format: the layout by hand") {
  for (const RotationKind rotation : kRotations) {
    const bool learned = rotation == RotationKind::kLearned;
    const Bytes& file = smallFile(rotation);
    CHECK(std::string(file.begin(), file.begin() + 8) == "LEANNWEB");
    CHECK(get(file, 8, 4) == kFormatVersion);
    CHECK(get(file, 12, 8) == file.size());
    const Parts parts = split(file);
    CHECK(join(parts) == file);
    CHECK(parts[0].size() == 48);
    CHECK(get(parts[0], 0, 4) == 30);
    CHECK(get(parts[0], 4, 4) == 8);
    CHECK(get(parts[0], 11, 1) == (learned ? 0 : 1));
    // Mean, scales, rotation and codebooks; 8 dimensions in 3 subspaces, the widest of which has 3.
    CHECK(parts[2].size() == (learned ? 4 * (8 + 8 + 3) + 8 * 8 + 16 * 8 : 4 * (8 + 1) + 16 * 3));
    CHECK(parts[3].size() == 30 * 2);
  }
}

TEST_CASE("format: the size report adds up") {
  const Result<SizeReport> report = sizeReport(smallFile());
  REQUIRE(report.ok());
  const SizeReport sizes = report.value();
  const Parts parts = split(smallFile());
  CHECK(sizes.total == smallFile().size());
  CHECK(sizes.graph == parts[1].size());
  CHECK(sizes.quantizer == parts[2].size());
  CHECK(sizes.codes == parts[3].size());
  CHECK(sizes.rest == kHeaderSize + parts[0].size());
  CHECK(sizes.graph + sizes.quantizer + sizes.codes + sizes.rest == sizes.total);
  CHECK(sizeReport({}).status().code() == ErrorCode::kCorrupt);
}

TEST_CASE("format: every flipped bit is noticed") {
  for (const RotationKind rotation : kRotations) {
    Bytes bytes = smallFile(rotation);
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      bytes[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
      const Result<Index> index = decodeIndex(bytes);
      if (index.ok()) FAIL("bit " << bit << " was flipped unnoticed");
      const bool version = bit / 8 >= 8 && bit / 8 < 12;
      if (index.status().code() != (version ? ErrorCode::kUnsupportedVersion : ErrorCode::kCorrupt)) {
        FAIL("bit " << bit << ": " << index.status().message());
      }
      bytes[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
    }
    CHECK(decodeIndex(bytes).ok());
  }
}

TEST_CASE("format: a file cut at any length, or grown, is corrupt") {
  const Bytes& file = smallFile();
  for (size_t length = 0; length < file.size(); ++length) {
    // In its own allocation, so that reading past the end is noticed.
    checkCorrupt(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length)));
  }
  for (const uint8_t extra : {uint8_t{0}, uint8_t{255}}) {
    Bytes longer = file;
    longer.push_back(extra);
    checkCorrupt(longer, "length");
  }
}

TEST_CASE("format: other versions are told from damage") {
  for (const uint32_t version : {0U, kFormatVersion + 1, std::numeric_limits<uint32_t>::max()}) {
    const Result<Index> index = decodeIndex(join(split(smallFile()), version));
    REQUIRE(!index.ok());
    CHECK(index.status().code() == ErrorCode::kUnsupportedVersion);
    CHECK(index.status().message().find(std::to_string(version)) != std::string::npos);
  }
}

TEST_CASE("format: an index from the largest and the smallest vectors that can be built can be opened") {
  for (const float scale : {1e-44F, 1e-38F, 1e-20F, 1e-3F, 1e3F, 1e6F}) {
    CAPTURE(scale);
    std::vector<float> rows = clusteredVectors(60, 8, 5, 4, 4);
    for (float& x : rows) x *= scale;
    for (const RotationKind rotation : kRotations) {
      const Index index = buildIndex(tableOf(rows, 8, Metric::kL2), {.rotation = rotation});
      const Result<Index> opened = decodeIndex(encoded(index));
      CHECK_MESSAGE(opened.ok(), opened.status().message());
    }
  }
}
