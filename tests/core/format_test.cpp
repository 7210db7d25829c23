// The file: comes back byte for byte, is the same on every platform, and no damage passes unnoticed.
#include "format/format.h"

#include <limits>

#include "base/half_float.h"
#include "build/insertion.h"
#include "file_parts.h"

using namespace leann;
using namespace leann::testing;

namespace {

void checkSameAnswers(const Index& a, const Index& b, const Corpus& corpus) {
  const auto first = sharedIndex(a), second = sharedIndex(b);
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const auto one = finishSearch(first, corpus.vectors, corpus.query(q), {});
    const auto two = finishSearch(second, corpus.vectors, corpus.query(q), {});
    CHECK(idsOf(hitsOf(*one)) == idsOf(hitsOf(*two)));
    CHECK(one->stats().recomputed == two->stats().recomputed);
  }
}

}  // namespace

TEST_CASE("format: what was written comes back, byte for byte, and answers the same, whatever the options") {
  struct Options {
    Metric metric;
    Prediction prediction;
    uint32_t lengthBits;
  };
  constexpr Options kOptions[] = {{Metric::kInnerProduct, Prediction::kNeighbors, 4},
                                  {Metric::kInnerProduct, Prediction::kNone, 4},
                                  {Metric::kInnerProduct, Prediction::kNeighbors, 0},
                                  {Metric::kL2, Prediction::kNone, 0}};
  for (const Options& options : kOptions) {
    for (const RotationKind rotation : kRotations) {
      for (const uint32_t bits : {4U, 8U}) {
        for (const uint32_t nodes : {120U, 121U}) {
          const Corpus corpus(nodes, 3, 15, 2, options.metric);
          Index index = buildIndex(corpus.vectors, {.hubFraction = 0.125,
                                                    .preset = Preset::kAccurate,
                                                    .rotation = rotation,
                                                    .rows = rotation == RotationKind::kLearned ? 11U : 15U,
                                                    .subspaces = 5,
                                                    .bits = bits,
                                                    .prediction = options.prediction,
                                                    .lengthBits = options.lengthBits,
                                                    .seed = 7});
          if (bits == 8) index.cached = cachedOf(corpus.vectors, {0, 119, 7});
          const Bytes bytes = encoded(index);
          const Result<Index> result = decodeIndex(bytes);
          REQUIRE_MESSAGE(result.ok(), result.status().message());
          const Index& opened = result.value();
          CHECK(encoded(opened) == bytes);
          CHECK(opened.params.metric == options.metric);
          CHECK(opened.params.hubFraction == 0.125);
          CHECK(opened.params.preset == Preset::kAccurate);
          CHECK(opened.params.rotation == rotation);
          CHECK(opened.params.rows == index.params.rows);
          CHECK(opened.params.bits == bits);
          CHECK(opened.params.prediction == options.prediction);
          CHECK(opened.params.lengthBits == options.lengthBits);
          CHECK(opened.params.seed == 7);
          CHECK(opened.calibration.bias == index.calibration.bias);
          CHECK(opened.calibration.deviation == index.calibration.deviation);
          CHECK(opened.calibration.misses == index.calibration.misses);
          CHECK(opened.cached.ids == index.cached.ids);
          CHECK(opened.cached.values == index.cached.values);
          checkSameAnswers(index, opened, corpus);
        }
      }
    }
  }
}

TEST_CASE("format: an index that was given a number of bytes opens, and grows") {
  const Corpus corpus(600, 3, 16, 3);
  const Index index = buildIndex(corpus.vectors, {.bytesPerPassage = 20});
  const Bytes bytes = encoded(index);
  CHECK(bytes.size() <= 20 * 600);
  const Result<Index> opened = decodeIndex(bytes);
  REQUIRE_MESSAGE(opened.ok(), opened.status().message());
  CHECK(opened.value().params.bytesPerPassage == 20);
  CHECK(opened.value().params.subspaces == index.params.subspaces);
  const Result<Index> grown = extended(opened.value(), rowsOf(corpus.vectors, 0, 7));
  REQUIRE(grown.ok());
  const Result<Index> again = decodeIndex(encoded(grown.value()));
  REQUIRE_MESSAGE(again.ok(), again.status().message());
  CHECK(again.value().size() == 607);
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
    return crc32c(encoded(buildNumbered(tableOf(clusteredVectors(400, 24, 99), 24, metric), params).index));
  };
  const BuildParams learned{.rotation = RotationKind::kLearned, .subspaces = 7, .bits = 8, .seed = 5};
  const BuildParams random{.pruning = Pruning::kRandom, .rotation = RotationKind::kRandom};
  CHECK(checksum(Metric::kInnerProduct, learned) == 0x31169A4A);
  CHECK(checksum(Metric::kL2, random) == 0xDC59C2F1);
}

TEST_CASE("format: the layout by hand") {
  for (const RotationKind rotation : kRotations) {
    const bool learned = rotation == RotationKind::kLearned;
    const Bytes& file = smallFile(rotation);
    CHECK(std::string(file.begin(), file.begin() + 8) == "LEANNWEB");
    CHECK(get(file, 8, 4) == kFormatVersion);
    CHECK(get(file, 12, 4) == kNames.size());
    CHECK(get(file, 16, 8) == file.size());
    CHECK(get(file, 24, 8) == 7);  // generation
    CHECK(get(file, 32, 4) == 0x030201);
    CHECK(get(file, file.size() - kFooter, 8) == file.size() - kFooter);
    const Parts parts = split(file);
    CHECK(join(parts) == file);
    for (size_t i = 0; i < kNames.size(); ++i) {
      CHECK(parts.sections[i].name == kNames[i]);
      CHECK(parts.sections[i].kind == (i == kCach ? 0 : i == kNote ? 2 : 1));
    }
    const std::string origin(parts[kOrig].begin(), parts[kOrig].end());
    CHECK(origin == std::string("\x0c\0abc:mean:256\x04\0int8\x04\0wasm", 26) + std::string(32, 0x5A));
    const Bytes& parm = parts[kParm];
    CHECK(parm.size() == 64);
    CHECK(get(parm, 0, 4) == 30);
    CHECK(get(parm, 4, 4) == 8);
    // Metric, pruning, bits, rotation, prediction, bits of lengths, preset, numbering.
    CHECK(Bytes(parm.begin() + 8, parm.begin() + 16) ==
          Bytes{0, 1, 4, static_cast<uint8_t>(learned ? 0 : 1), 1, 4, 1, 0});
    CHECK(get(parm, 16, 4) == 16);   // M
    CHECK(get(parm, 20, 4) == 128);  // efConstruction
    CHECK(get(parm, 24, 4) == 32);   // hubLinks
    CHECK(get(parm, 28, 4) == 4);    // links
    CHECK(get(parm, 32, 4) == 8);    // rows
    CHECK(get(parm, 36, 4) == 3);    // subspaces
    CHECK(get(parm, 40, 8) == __builtin_bit_cast(uint64_t, 0.02));
    CHECK(get(parm, 48, 8) == 0);  // bytesPerPassage
    CHECK(get(parm, 56, 8) == 1);  // seed
    // Mean, scales and order of the rotation, scales of codebooks, matrix and codebooks; of 3 subspaces the
    // widest has 3 of the 8 rows.
    CHECK(parts[kQntz].size() ==
          (learned ? 4 * 8 + 4 * 8 + 2 * 8 + 4 * 3 + 8 * 8 / 2 + 16 * 8 : 4 * 8 + 4 + 16 * 3));
    CHECK(parts[kCode].size() == 30 * 2);
    CHECK(parts[kLeng].size() == 2 * 4 + 15);
    CHECK(parts[kCali].size() == 7 * 4);
    CHECK(get(parts[kCali], 12, 4) == 30);  // nodes that the codes were trained on
    CHECK(get(parts[kCali], 16, 4) == __builtin_bit_cast(uint32_t, 0.5F));
    CHECK(parts[kCach].size() == 2 * (4 + 2 * 8));
    CHECK(get(parts[kCach], 0, 4) == 17);  // used last, so the first
    CHECK(get(parts[kCach], 4, 4) == 5);
    for (uint32_t i = 0; i < 8; ++i) {
      CHECK(get(parts[kCach], 8 + 2 * i, 2) == encodeHalf(smallTable().row(17)[i]));
      CHECK(get(parts[kCach], 24 + 2 * i, 2) == encodeHalf(smallTable().row(5)[i]));
    }
  }
}

TEST_CASE("format: what a file says of itself") {
  const Result<FileReport> described = describeFile(smallFile());
  REQUIRE(described.ok());
  const FileReport& report = described.value();
  CHECK(report.origin.commit.generation == 7);
  CHECK(report.origin.commit.id == someOrigin().commit.id);
  CHECK(report.origin.fingerprint == "abc:mean:256");
  CHECK(report.origin.dtype == "int8");
  CHECK(report.origin.device == "wasm");
  CHECK(report.origin.corpus == someOrigin().corpus);
  REQUIRE(report.attachments.size() == 1);
  CHECK(report.attachments[0].name == sectionName("NOTE"));
  CHECK(Bytes(report.attachments[0].bytes.begin(), report.attachments[0].bytes.end()) ==
        Bytes{1, 2, 3, 4, 5});
  const SizeReport& sizes = report.sizes;
  const Parts parts = split(smallFile());
  CHECK(sizes.total == smallFile().size());
  CHECK(sizes.graph == parts[kGrph].size());
  CHECK(sizes.quantizer == parts[kQntz].size());
  CHECK(sizes.codes == parts[kCode].size());
  CHECK(sizes.lengths == parts[kLeng].size());
  CHECK(sizes.cache == parts[kCach].size());
  CHECK(sizes.attachments == 5);
  CHECK(sizes.graph + sizes.quantizer + sizes.codes + sizes.lengths + sizes.cache + sizes.attachments +
            sizes.rest ==
        sizes.total);
  CHECK(describeFile({}).status().code() == ErrorCode::kCorrupt);
}

TEST_CASE("format: the size report of an index is that of its file") {
  for (const uint32_t nodes : {1U, 300U}) {
    const Index index = buildIndex(tableOf(clusteredVectors(nodes, 8, 1), 8));
    const SizeReport sizes = sizeReport(index).value();
    const SizeReport file = describeFile(encoded(index)).value().sizes;
    CHECK(sizes.total == file.total);
    CHECK(sizes.graph == file.graph);
    CHECK(sizes.codes == file.codes);
    CHECK(sizes.lengths == file.lengths);
    CHECK(sizes.quantizer == file.quantizer);
    CHECK(sizes.rest == file.rest);
  }
}

TEST_CASE("format: attachments need names of their own") {
  const Index index = buildIndex(smallTable());
  const Bytes bytes = {1};
  const auto refused = [&](std::vector<const char*> names) {
    std::vector<Section> attached;
    for (const char* name : names) attached.push_back({sectionName(name), SectionKind::kAttachment, bytes});
    return encodeIndex(index, {}, attached).status().code() == ErrorCode::kInvalidArgument;
  };
  CHECK(!refused({"DOCS", "TEXT"}));
  CHECK(refused({"GRPH"}));
  CHECK(refused({"docs"}));
  CHECK(refused({"DOCS", "DOCS"}));
  CHECK(refused(std::vector<const char*>(60, "ABCD")));
}

TEST_CASE("format: removed nodes, drift and texts of any length come back") {
  Index index = buildIndex(tableOf(clusteredVectors(500, 8, 3), 8));
  Random random(8);
  for (int i = 0; i < 50; ++i) index.removed.insert(random.below(500));
  index.drift = {400, 1, 2, 3};
  const Bytes bytes = encoded(index, {{}, std::string(5000, 'x'), "", "\xC3\xA9", {}});
  const Index opened = decodeIndex(bytes).value();
  CHECK(opened.removed.nodes() == index.removed.nodes());
  CHECK(opened.drift.built == 400);
  CHECK(opened.drift.builtError == 1);
  CHECK(opened.drift.insertedError == 2);
  CHECK(opened.drift.moved == 3);
  const Origin origin = describeFile(bytes).value().origin;
  CHECK(origin.fingerprint == std::string(4096, 'x'));
  CHECK(origin.dtype.empty());
  CHECK(origin.device == "\xC3\xA9");
  // A tenth of the nodes is told in half a bit a node.
  CHECK(split(bytes)[kDead].size() < 500 / 8 * 0.6);
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
