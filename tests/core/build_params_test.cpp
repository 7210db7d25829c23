// What a build is asked for: refused by name where it cannot be, and resolved as documented where it is left
// open.
#include <limits>

#include "build/resolved_params.h"
#include "file_parts.h"

using namespace leann;
using namespace leann::testing;

namespace {

constexpr GraphSize kGraphBytes = {100000, 0};

BuildParams resolve(const BuildParams& params, uint32_t dimension, uint32_t nodes) {
  const Result<BuildParams> result = resolved(params, dimension, nodes, kGraphBytes);
  REQUIRE_MESSAGE(result.ok(), result.status().message());
  return result.value();
}

double codeBytes(const BuildParams& params) { return params.subspaces * params.bits / 8.0; }

void checkRefused(uint32_t dimension, const BuildParams& params, const std::string& what) {
  CAPTURE(what);
  const Status status = checkBuildParams(dimension, params);
  CHECK(status.code() == ErrorCode::kInvalidArgument);
  CHECK(status.message().find("leann: cannot build with " + what) == 0);
}

}  // namespace

TEST_CASE("build params: few vectors get a random rotation, many a learned one, very many 8-bit codes") {
  const BuildParams few = resolve({}, 384, 1399);
  CHECK(few.rotation == RotationKind::kRandom);
  CHECK(few.bits == 4);
  CHECK(few.rows == 384);
  const BuildParams many = resolve({}, 384, 1400);
  CHECK(many.rotation == RotationKind::kLearned);
  CHECK(many.bits == 4);
  CHECK(many.rows >= 64);
  CHECK(many.rows < 384);
  CHECK(resolve({}, 384, 16383).bits == 4);
  const BuildParams most = resolve({}, 384, 16384);
  CHECK(most.bits == 8);
  CHECK(most.rows == 192);
  CHECK(resolve({.rotation = RotationKind::kRandom}, 384, 1000000).bits == 4);
}

TEST_CASE("build params: presets are the code lengths that they are documented to be") {
  for (const uint32_t nodes : {5000U, 60000U}) {
    CHECK(codeBytes(resolve({.preset = Preset::kSmall}, 384, nodes)) == 16);
    CHECK(codeBytes(resolve({.preset = Preset::kBalanced}, 384, nodes)) == 24);
    CHECK(codeBytes(resolve({.preset = Preset::kAccurate}, 384, nodes)) == 40);
    // Behind a random rotation 1.6 times as many.
    const BuildParams random{.preset = Preset::kBalanced, .rotation = RotationKind::kRandom};
    CHECK(codeBytes(resolve(random, 384, nodes)) == doctest::Approx(38.4).epsilon(0.03));
  }
}

TEST_CASE("build params: prediction and lengths are for inner products") {
  const BuildParams inner = resolve({}, 48, 2000);
  CHECK(inner.prediction == Prediction::kNeighbors);
  CHECK(inner.lengthBits == 4U);
  const BuildParams l2 = resolve({.metric = Metric::kL2}, 48, 2000);
  CHECK(l2.prediction == Prediction::kNone);
  CHECK(l2.lengthBits == 0U);
}

TEST_CASE(
    "build params: a learned rotation keeps all of few dimensions, and more of many the more nodes there "
    "are") {
  CHECK(resolve({}, 128, 2000).rows == 128);
  uint32_t before = 0;
  for (const uint32_t nodes : {1500U, 4000U, 10000U}) {
    const uint32_t rows = resolve({}, 1024, nodes).rows;
    CHECK(rows > before);
    CHECK(rows % 8 == 0);
    before = rows;
  }
  CHECK(before == 512);
  CHECK(resolve({}, 1024, 1000000).rows == 512);
  CHECK(resolve({.rows = 100}, 1024, 10).rotation == RotationKind::kLearned);  // no random one is cut
}

TEST_CASE("build params: what was chosen stays chosen") {
  const BuildParams chosen = resolve({.rotation = RotationKind::kLearned,
                                      .rows = 50,
                                      .subspaces = 7,
                                      .bits = 4,
                                      .prediction = Prediction::kNone,
                                      .lengthBits = 0},
                                     384, 100000);
  CHECK(chosen.rotation == RotationKind::kLearned);
  CHECK(chosen.rows == 50);
  CHECK(chosen.subspaces == 7);
  CHECK(chosen.bits == 4);
  CHECK(chosen.prediction == Prediction::kNone);
  CHECK(chosen.lengthBits == 0U);
  CHECK(resolve({.rotation = RotationKind::kRandom, .bits = 8}, 384, 10).bits == 8);
  // More subspaces than rows would be kept: then more are kept.
  CHECK(resolve({.rotation = RotationKind::kLearned, .subspaces = 300}, 384, 2000).rows >= 300);
}

TEST_CASE("build params: the smallest and the largest shapes") {
  const BuildParams least = resolve({}, 1, 1);
  CHECK(least.subspaces == 1);
  CHECK(least.rows == 1);
  const BuildParams most = resolve({}, 65535, std::numeric_limits<uint32_t>::max());
  CHECK(most.subspaces >= 1);
  CHECK(most.subspaces <= most.rows);
  CHECK(most.rows <= 65535);
}

TEST_CASE("build params: bytesPerPassage gives the longest codes that fit") {
  for (const uint32_t nodes : {1000U, 5000U, 20001U}) {
    for (const double bytes : {40.0, 75.5, 120.0}) {
      for (const uint32_t bits : {4U, 8U}) {
        for (const RotationKind rotation : kRotations) {
          const BuildParams asked{.bytesPerPassage = bytes, .rotation = rotation, .bits = bits};
          const GraphSize graph{nodes * 5, nodes * 4};
          const Result<BuildParams> result = resolved(asked, 384, nodes, graph);
          if (!result.ok()) {
            CHECK(result.status().message().find("leann: cannot build with bytesPerPassage") == 0);
            continue;
          }
          BuildParams params = result.value();
          CHECK(params.subspaces >= 1);
          CHECK(static_cast<double>(fileSize(params, 384, nodes, graph)) <= bytes * nodes);
          if (params.subspaces == params.rows) continue;
          ++params.subspaces;
          CHECK(static_cast<double>(fileSize(params, 384, nodes, graph)) > bytes * nodes);
        }
      }
    }
  }
}

TEST_CASE("build params: more bytes than the longest codes take are left") {
  const BuildParams params = resolve({.bytesPerPassage = 100000}, 48, 2000);
  CHECK(params.subspaces == params.rows);
}

TEST_CASE("build params: too few bytes for graph and shortest code are refused, with how many it takes") {
  const Result<BuildParams> result = resolved({.bytesPerPassage = 5}, 48, 2000, kGraphBytes);
  REQUIRE(!result.ok());
  CHECK(result.status().code() == ErrorCode::kInvalidArgument);
  CHECK(result.status().message().find("leann: cannot build with bytesPerPassage 5:") == 0);
  CHECK(result.status().message().find("take 5") != std::string::npos);  // 50 for the graph, and a little
}

TEST_CASE("build params: everything outside its range is refused by name") {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  checkRefused(0, {}, "dimension 0");
  checkRefused(65536, {}, "dimension 65536");
  checkRefused(8, {.M = 1}, "M 1");
  checkRefused(8, {.M = 513}, "M 513");
  checkRefused(8, {.efConstruction = 0}, "efConstruction 0");
  checkRefused(8, {.efConstruction = 65536}, "efConstruction 65536");
  checkRefused(8, {.hubLinks = 1, .links = 1}, "hubLinks 1");
  checkRefused(8, {.hubLinks = 513}, "hubLinks 513");
  checkRefused(8, {.links = 0}, "links 0");
  checkRefused(8, {.hubLinks = 8, .links = 9}, "links 9");
  checkRefused(8, {.hubFraction = -0.1}, "hubFraction -0.1");
  checkRefused(8, {.hubFraction = 1.1}, "hubFraction 1.1");
  checkRefused(8, {.hubFraction = kNaN}, "hubFraction");
  checkRefused(8, {.bytesPerPassage = -1}, "bytesPerPassage -1");
  checkRefused(8, {.bytesPerPassage = 1e7}, "bytesPerPassage 10000000");
  checkRefused(8, {.bytesPerPassage = kNaN}, "bytesPerPassage");
  checkRefused(8, {.bytesPerPassage = 20, .subspaces = 4}, "bytesPerPassage and subspaces");
  checkRefused(8, {.rows = 9}, "rows 9");
  checkRefused(8, {.rotation = RotationKind::kRandom, .rows = 7}, "rows 7: a random rotation");
  checkRefused(8, {.subspaces = 9}, "subspaces 9");
  checkRefused(8, {.rows = 4, .subspaces = 5}, "subspaces 5");
  checkRefused(8, {.bits = 5}, "bits 5");
  checkRefused(8, {.bits = 16}, "bits 16");
  checkRefused(8, {.lengthBits = 3}, "lengthBits 3");
  checkRefused(8, {.metric = Metric::kL2, .prediction = Prediction::kNeighbors},
               "prediction or lengths under L2");
  checkRefused(8, {.metric = Metric::kL2, .lengthBits = 4}, "prediction or lengths under L2");
  checkRefused(8, {.metric = static_cast<Metric>(2)}, "this metric");
  checkRefused(8, {.pruning = static_cast<Pruning>(4)}, "this pruning");
  checkRefused(8, {.preset = static_cast<Preset>(3)}, "this preset");
  checkRefused(8, {.rotation = static_cast<RotationKind>(2)}, "this rotation");
  checkRefused(8, {.prediction = static_cast<Prediction>(2)}, "this prediction");
}

TEST_CASE("build params: the ends of each range are fine") {
  CHECK(checkBuildParams(1, {}).ok());
  CHECK(checkBuildParams(65535, {}).ok());
  CHECK(checkBuildParams(8, {.M = 2,
                             .efConstruction = 1,
                             .hubLinks = 2,
                             .links = 1,
                             .hubFraction = 0,
                             .rows = 1,
                             .subspaces = 1})
            .ok());
  CHECK(checkBuildParams(8, {.M = 512,
                             .efConstruction = 65535,
                             .hubLinks = 512,
                             .links = 512,
                             .hubFraction = 1,
                             .rotation = RotationKind::kRandom,
                             .rows = 8,
                             .subspaces = 8,
                             .bits = 8,
                             .lengthBits = 4})
            .ok());
  CHECK(checkBuildParams(
            8,
            {.metric = Metric::kL2, .bytesPerPassage = 1e6, .prediction = Prediction::kNone, .lengthBits = 0})
            .ok());
}

TEST_CASE(
    "build params: the size of a file is known before it is written, for every combination of options") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const TestTable vectors = tableOf(clusteredVectors(101, 13, 2), 13, metric);
    for (const RotationKind rotation : kRotations) {
      for (const uint32_t bits : {4U, 8U}) {
        for (const uint32_t lengthBits : {0U, 4U}) {
          for (const uint32_t subspaces : {1U, 5U, 7U}) {
            if (metric == Metric::kL2 && lengthBits > 0) continue;
            const uint32_t rows = rotation == RotationKind::kLearned ? 7 : 13;
            const Index index = buildIndex(vectors, {.efConstruction = 16,
                                                     .rotation = rotation,
                                                     .rows = rows,
                                                     .subspaces = subspaces,
                                                     .bits = bits,
                                                     .lengthBits = lengthBits});
            const Bytes file = encoded(index);
            const GraphSize graph{describeFile(file).value().sizes.graph, index.graph.edges() / 2};
            CHECK(fileSize(index.params, 13, 101, graph) == file.size());
          }
        }
      }
    }
  }
}

TEST_CASE("build params: a build keeps to bytesPerPassage, and presets order sizes") {
  const TestTable vectors = tableOf(clusteredVectors(1500, 32, 3), 32);
  for (const double bytes : {14.0, 18.0}) {
    for (const RotationKind rotation : kRotations) {
      const Index index = buildIndex(vectors, {.bytesPerPassage = bytes, .rotation = rotation});
      const auto size = static_cast<double>(encoded(index).size());
      CHECK(size <= bytes * 1500);
      // One more subspace of 4 bits: half a byte a node, and of two together a whole one.
      REQUIRE(index.params.subspaces < index.params.rows);
      CHECK(size > bytes * 1500 - 1500 - 200);
      CHECK(index.params.bytesPerPassage == bytes);
    }
  }
  const auto builder = makeBuilder(32, {.bytesPerPassage = 3});
  REQUIRE(builder->add(allRows(vectors)).ok());
  Status status;
  for (int i = 0; i < 100 && status.ok(); ++i) status = builder->step(1000).status();
  CHECK(status.code() == ErrorCode::kInvalidArgument);
  CHECK(status.message().find("leann: cannot build with bytesPerPassage 3") == 0);

  size_t before = 0;
  for (const Preset preset : {Preset::kSmall, Preset::kBalanced, Preset::kAccurate}) {
    const size_t size = encoded(buildIndex(vectors, {.preset = preset})).size();
    CHECK(size > before);
    before = size;
  }
}
