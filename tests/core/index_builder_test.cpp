// Building: refuses what it cannot build, and gives the same bytes in whatever slices it is done.
#include "build/index_builder.h"

#include <limits>

#include "file_parts.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("index builder: parameters outside their range make no builder") {
  const auto builder = IndexBuilder::create(8, {.M = 1});
  REQUIRE(!builder.ok());
  CHECK(builder.status().code() == ErrorCode::kInvalidArgument);
  CHECK(builder.status().message().find("leann: cannot build with M 1") == 0);
  CHECK(!IndexBuilder::create(0, {}).ok());
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
  CHECK(encoded(builder->finish().value()) == encoded(buildNumbered(tableOf(rows, 8)).index));
}

TEST_CASE("index builder: vectors may come in any pieces") {
  const std::vector<float> rows = clusteredVectors(60, 8, 3);
  const std::span<const float> all(rows);
  const auto builder = makeBuilder(8, {});
  for (size_t i = 0; i < 60; i += 12) REQUIRE(builder->add(all.subspan(i * 8, 96)).ok());
  while (builder->step(1000).value().phase != BuildPhase::kDone) {
  }
  CHECK(encoded(builder->finish().value()) == encoded(buildNumbered(tableOf(rows, 8)).index));
}

TEST_CASE("index builder: slices of any size give the same bytes") {
  const TestTable vectors = tableOf(clusteredVectors(300, 16, 4), 16);
  for (const Pruning pruning : kPrunings) {
    const BuildParams params{.pruning = pruning};
    const std::vector<uint8_t> whole = encoded(buildIndex(vectors, params, 1000000));
    for (const uint32_t slice : {1U, 7U, 300U, std::numeric_limits<uint32_t>::max()}) {
      CHECK(encoded(buildIndex(vectors, params, slice)) == whole);
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
    std::vector<BuildPhase> expected{BuildPhase::kGraph, BuildPhase::kCodes, BuildPhase::kCalibrate,
                                     BuildPhase::kDone};
    if (twoPasses) expected.insert(expected.begin() + 1, BuildPhase::kPrune);
    CHECK(phases == expected);
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
    const std::vector<uint8_t> first = encoded(buildIndex(vectors, {.pruning = pruning, .seed = 3}));
    CHECK(encoded(buildIndex(vectors, {.pruning = pruning, .seed = 3})) == first);
    CHECK(encoded(buildIndex(vectors, {.pruning = pruning, .seed = 4})) != first);
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
  CHECK(index.params.rows == index.quantizer.rows());
  CHECK(index.params.prediction == Prediction::kNone);
  CHECK(index.params.lengthBits == 0U);
  CHECK(index.codes.size() == 50);
  CHECK(index.cached.ids.empty());
}

TEST_CASE(
    "index builder: as few vectors, and as few dimensions, as there can be, and many that are the same") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    for (const uint32_t dimension : {1U, 3U, 7U}) {
      for (const uint32_t n : {1U, 2U, 3U, 31U, 32U, 100U}) {
        for (const bool same : {false, true}) {
          CAPTURE(dimension);
          CAPTURE(n);
          CAPTURE(same);
          std::vector<float> rows = clusteredVectors(n, dimension, n, 3, 2);
          for (size_t i = dimension; same && i < rows.size(); ++i) rows[i] = rows[i - dimension];
          const TestTable vectors = tableOf(rows, dimension, metric);
          const BuildParams params{.pruning = kPrunings[n % 4], .bits = n % 2 == 0 ? 4U : 8U};
          const Index index = buildIndex(vectors, params);
          CHECK(index.size() == n);
          CHECK(undirected(index.graph));
          if (n == 1) CHECK(index.graph.edges() == 0);
          const Result<Index> opened = decodeIndex(encoded(index));
          REQUIRE_MESSAGE(opened.ok(), opened.status().message());
          const auto search = finishSearch(sharedIndex(opened.value()), vectors, {vectors.row(0), dimension},
                                           {.k = n, .confidence = 1});
          const std::vector<Hit> hits = hitsOf(*search);
          REQUIRE(hits.size() == n);
          CHECK(hits[0].distance == distance(metric, vectors.row(0),
                                             vectors.row(exactNearest(vectors, vectors.row(0), 1)[0]),
                                             dimension));
        }
      }
    }
  }
}

TEST_CASE("index builder: opposite vectors cancel in their codes, and still give an index that opens") {
  // One subspace of 16 centroids for 40 axes, either way: a centroid of x and -x is next to nothing long.
  std::vector<float> rows;
  for (uint32_t i = 0; i < 80; ++i) {
    for (uint32_t j = 0; j < 40; ++j) rows.push_back(j != i / 2 ? 0.0F : i % 2 == 0 ? 1.0F : -1.0F);
  }
  for (const float scale : {1e-6F, 1.0F, 1e6F}) {
    for (const RotationKind rotation : {RotationKind::kLearned, RotationKind::kRandom}) {
      for (const Prediction prediction : {Prediction::kNone, Prediction::kNeighbors}) {
        std::vector<float> scaled = rows;
        for (float& x : scaled) x *= scale;
        const TestTable vectors = tableOf(scaled, 40);
        const Index index =
            buildIndex(vectors, {.rotation = rotation, .subspaces = 1, .bits = 4, .prediction = prediction});
        const Result<Index> opened = decodeIndex(encoded(index));
        REQUIRE_MESSAGE(opened.ok(), opened.status().message());
        for (const float factor : {index.lengths.low(), index.lengths.high()}) CHECK(std::isfinite(factor));
      }
    }
  }
}
