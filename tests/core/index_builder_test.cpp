// Building: refuses what it cannot build, and gives the same bytes in whatever slices it is done.
#include "index_builder.h"

#include <limits>

#include "format.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

namespace {

constexpr Pruning kPrunings[] = {Pruning::kNone, Pruning::kHubs, Pruning::kRandom, Pruning::kSmallM};

std::vector<uint8_t> bytesOf(const Index& index) {
  Result<std::vector<uint8_t>> bytes = encodeIndex(index);
  REQUIRE(bytes.ok());
  return std::move(bytes.value());
}

void checkRefused(uint32_t dimension, const BuildParams& params, const std::string& what) {
  CAPTURE(what);
  const auto builder = IndexBuilder::create(dimension, params);
  REQUIRE(!builder.ok());
  CHECK(builder.status().code() == ErrorCode::kInvalidArgument);
  CHECK(builder.status().message().find("leann: cannot build with " + what) == 0);
}

bool undirected(const Graph& graph) {
  const Graph both = symmetrized(graph);
  return both.offsets == graph.offsets && both.targets == graph.targets;
}

}  // namespace

TEST_CASE("index builder: parameters outside their range are refused by name") {
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
  checkRefused(8, {.hubFraction = std::numeric_limits<double>::quiet_NaN()}, "hubFraction");
  checkRefused(8, {.subspaces = 9}, "subspaces 9");
  checkRefused(8, {.bits = 5}, "bits 5");
  checkRefused(8, {.bits = 16}, "bits 16");
  checkRefused(8, {.metric = static_cast<Metric>(2)}, "this metric");
  checkRefused(8, {.pruning = static_cast<Pruning>(4)}, "this pruning");
  checkRefused(8, {.rotation = static_cast<RotationKind>(2)}, "this rotation");
}

TEST_CASE("index builder: the ends of each range are fine") {
  CHECK(IndexBuilder::create(1, {}).ok());
  CHECK(IndexBuilder::create(65535, {}).ok());
  CHECK(IndexBuilder::create(8, {.M = 2, .efConstruction = 1, .hubLinks = 2, .links = 1, .hubFraction = 0})
            .ok());
  CHECK(IndexBuilder::create(8, {.M = 512,
                                 .efConstruction = 65535,
                                 .hubLinks = 512,
                                 .links = 512,
                                 .hubFraction = 1,
                                 .subspaces = 8,
                                 .bits = 8})
            .ok());
}

TEST_CASE("index builder: nothing cannot be built") {
  const auto builder = makeBuilder(4, {});
  CHECK(builder->step(10).status().code() == ErrorCode::kInvalidArgument);
  CHECK(builder->finish().status().code() == ErrorCode::kInvalidArgument);
  // The builder is still good.
  REQUIRE(builder->add(std::vector<float>{1, 0, 0, 0}).ok());
  while (builder->step(10).value().phase != BuildPhase::kDone) {
  }
  CHECK(builder->finish().value().size() == 1);
}

TEST_CASE("index builder: steps out of order are refused") {
  const std::vector<float> rows = clusteredVectors(40, 8, 1);
  const auto builder = makeBuilder(8, {});
  REQUIRE(builder->add(rows).ok());
  CHECK(builder->step(0).status().code() == ErrorCode::kInvalidArgument);  // would never end
  CHECK(builder->size() == 40);
  REQUIRE(builder->step(1).ok());
  CHECK(builder->add(rows).code() == ErrorCode::kInvalidArgument);
  CHECK(builder->size() == 40);
  CHECK(builder->finish().status().message() == "leann: cannot finish the index: the build is not done");
  while (builder->step(1000).value().phase != BuildPhase::kDone) {
  }
  REQUIRE(builder->step(1000).ok());  // done already
  CHECK(builder->finish().value().size() == 40);
  CHECK(builder->size() == 0);
  CHECK(!builder->finish().ok());
  CHECK(!builder->step(1000).ok());
  CHECK(!builder->add(rows).ok());
}

TEST_CASE("index builder: bad vectors are refused and do not spoil the build") {
  const std::vector<float> rows = clusteredVectors(30, 8, 2);
  const auto builder = makeBuilder(8, {});
  REQUIRE(builder->add(rows).ok());
  std::vector<float> bad(rows.begin(), rows.begin() + 16);
  bad[9] = std::numeric_limits<float>::quiet_NaN();
  CHECK(builder->add(bad).code() == ErrorCode::kNotFinite);
  CHECK(builder->add(std::vector<float>(8, 0.0F)).code() == ErrorCode::kZeroVector);
  CHECK(builder->add(std::vector<float>(7, 1.0F)).code() == ErrorCode::kDimensionMismatch);
  CHECK(builder->size() == 30);
  while (builder->step(1000).value().phase != BuildPhase::kDone) {
  }
  CHECK(bytesOf(builder->finish().value()) == bytesOf(buildIndex(tableOf(rows, 8))));
}

TEST_CASE("index builder: vectors may come in any pieces") {
  const std::vector<float> rows = clusteredVectors(60, 8, 3);
  const std::span<const float> all(rows);
  const auto builder = makeBuilder(8, {});
  for (size_t i = 0; i < 60; i += 12) REQUIRE(builder->add(all.subspan(i * 8, 96)).ok());
  while (builder->step(1000).value().phase != BuildPhase::kDone) {
  }
  CHECK(bytesOf(builder->finish().value()) == bytesOf(buildIndex(tableOf(rows, 8))));
}

TEST_CASE("index builder: slices of any size give the same bytes") {
  const TestTable vectors = tableOf(clusteredVectors(300, 16, 4), 16);
  for (const Pruning pruning : kPrunings) {
    const BuildParams params{.pruning = pruning};
    const std::vector<uint8_t> whole = bytesOf(buildIndex(vectors, params, 1000000));
    for (const uint32_t slice : {1U, 7U, 300U, std::numeric_limits<uint32_t>::max()}) {
      CHECK(bytesOf(buildIndex(vectors, params, slice)) == whole);
    }
  }
}

TEST_CASE("index builder: progress goes forward through the phases") {
  for (const Pruning pruning : kPrunings) {
    const auto builder = makeBuilder(8, {.pruning = pruning});
    REQUIRE(builder->add(clusteredVectors(100, 8, 5)).ok());
    std::vector<BuildPhase> phases;
    BuildProgress before{BuildPhase::kGraph, 0, 100};
    int steps = 0;
    do {
      const Result<BuildProgress> progress = builder->step(9);
      REQUIRE(progress.ok());
      const BuildProgress now = progress.value();
      CHECK(now.total == 100);
      CHECK(now.done <= now.total);
      CHECK(now.phase >= before.phase);
      if (now.phase == before.phase) CHECK(now.done >= before.done);
      if (phases.empty() || phases.back() != now.phase) phases.push_back(now.phase);
      before = now;
      ++steps;
    } while (before.phase != BuildPhase::kDone);
    CHECK(before.done == 100);
    CHECK(steps > 20);
    const bool twoPasses = pruning == Pruning::kHubs;
    CHECK(phases.size() == (twoPasses ? 4 : 3));
  }
}

TEST_CASE("index builder: the largest slice reports sensible progress") {
  const auto builder = makeBuilder(8, {});
  REQUIRE(builder->add(clusteredVectors(50, 8, 6)).ok());
  REQUIRE(builder->step(5).ok());
  const Result<BuildProgress> progress = builder->step(std::numeric_limits<uint32_t>::max());
  REQUIRE(progress.ok());
  CHECK(progress.value().done == 50);
}

TEST_CASE("index builder: the same input and seed give the same bytes, another seed others") {
  const TestTable vectors = tableOf(clusteredVectors(300, 16, 7), 16);
  for (const Pruning pruning : kPrunings) {
    const std::vector<uint8_t> first = bytesOf(buildIndex(vectors, {.pruning = pruning, .seed = 3}));
    CHECK(bytesOf(buildIndex(vectors, {.pruning = pruning, .seed = 3})) == first);
    CHECK(bytesOf(buildIndex(vectors, {.pruning = pruning, .seed = 4})) != first);
  }
}

TEST_CASE("index builder: the index records what it was built with") {
  const TestTable vectors = tableOf(clusteredVectors(50, 20, 8), 20, Metric::kL2);
  const Index index =
      buildIndex(vectors, {.M = 5, .efConstruction = 77, .pruning = Pruning::kRandom, .seed = 9});
  CHECK(index.size() == 50);
  CHECK(index.dimension() == 20);
  CHECK(index.params.metric == Metric::kL2);
  CHECK(index.params.M == 5);
  CHECK(index.params.efConstruction == 77);
  CHECK(index.params.pruning == Pruning::kRandom);
  CHECK(index.params.seed == 9);
  CHECK(index.params.rotation == index.quantizer.rotation().kind());
  CHECK(index.params.subspaces == index.quantizer.subspaces());
  CHECK(index.params.bits == index.quantizer.bits());
  CHECK(index.codes.size() == size_t{50} * index.quantizer.codeSize());
}

TEST_CASE("index builder: one vector, two, and many that are the same") {
  for (const Pruning pruning : kPrunings) {
    for (const uint32_t bits : {4U, 8U}) {
      for (const uint32_t n : {1U, 2U, 3U, 100U}) {
        std::vector<float> rows;
        for (uint32_t i = 0; i < n; ++i) rows.insert(rows.end(), {0.6F, 0.0F, 0.8F});
        const Index index = buildIndex(tableOf(rows, 3), {.pruning = pruning, .bits = bits});
        CHECK(index.size() == n);
        CHECK(undirected(index.graph));
        if (n == 1) CHECK(index.graph.edges() == 0);
      }
    }
  }
}
