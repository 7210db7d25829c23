// Telling how far an index has moved from what it was built of, and what would help it.
#include "build/upkeep.h"

#include <numeric>

#include "build/compaction.h"
#include "build/insertion.h"
#include "code/encoder.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

namespace {

// The mean of |vector - what its code stands for|^2 of nodes `begin` and after.
double meanError(const Index& index, const TestTable& vectors, NodeId begin) {
  Encoder encoder(index.graph, index.quantizer, *index.params.prediction);
  encoder.adopt(index.codes);
  const uint32_t rows = index.quantizer.rows();
  std::vector<float> rotated(rows), stood(rows);
  double sum = 0;
  for (NodeId v = begin; v < index.size(); ++v) {
    index.quantizer.rotate(vectors.row(v), rotated.data());
    encoder.reconstructed().read(v, stood.data());
    sum += static_cast<double>(squaredL2(vectors.row(v), index.quantizer.mean().data(), vectors.dimension()) -
                               dot(rotated.data(), rotated.data(), rows) +
                               squaredL2(rotated.data(), stood.data(), rows));
  }
  return sum / (index.size() - begin);
}

}  // namespace

TEST_CASE("upkeep: a fresh index needs none, and knows how far its codes err") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const Corpus corpus(500, 0, 24, 51, metric);
    const Index index =
        buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .rows = 16, .subspaces = 8});
    CHECK(index.drift.built == 500);
    CHECK(static_cast<double>(index.drift.builtError) ==
          doctest::Approx(meanError(index, corpus.vectors, 0)).epsilon(0.01));
    const Condition condition = conditionOf(index);
    CHECK(condition.removed == 0);
    CHECK(condition.inserted == 0);
    CHECK(condition.error == 1);
    CHECK(condition.due == Upkeep::kNone);
  }
}

TEST_CASE("upkeep: errors of inserted nodes are counted, one by one as all at once") {
  const Corpus corpus(600, 0, 24, 52);
  const Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 500), 24), {.subspaces = 8});
  const Index once = extended(index, rowsOf(corpus.vectors, 500, 600)).value();
  CHECK(once.drift.built == 500);
  CHECK(static_cast<double>(once.drift.insertedError) ==
        doctest::Approx(meanError(once, corpus.vectors, 500)).epsilon(0.01));
  Index twice = extended(index, rowsOf(corpus.vectors, 500, 520)).value();
  twice = extended(twice, rowsOf(corpus.vectors, 520, 600)).value();
  CHECK(static_cast<double>(twice.drift.insertedError) ==
        doctest::Approx(meanError(twice, corpus.vectors, 500)).epsilon(0.01));
  CHECK(conditionOf(once).inserted == doctest::Approx(1.0 / 6));
  CHECK(conditionOf(once).due == Upkeep::kNone);
}

TEST_CASE("upkeep: passages unlike those of the build ask for a rebuild, many removed ones for compaction") {
  const Corpus corpus(500, 0, 24, 53), other(250, 0, 24, 99);
  const Index index = buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .subspaces = 8});
  const Index strange = extended(index, allRows(other.vectors)).value();
  CHECK(conditionOf(strange).error > 1.25);
  CHECK(conditionOf(strange).due == Upkeep::kRebuild);

  std::vector<NodeId> nodes(100);
  std::iota(nodes.begin(), nodes.end(), 200U);
  const Index thinned = without(index, nodes).value();
  CHECK(conditionOf(thinned).removed == doctest::Approx(0.2));
  CHECK(conditionOf(thinned).due == Upkeep::kCompaction);
  nodes.pop_back();
  CHECK(conditionOf(without(index, nodes).value()).due == Upkeep::kNone);

  // A compacted index remembers what that moved, and which nodes were there at first.
  Index mixed = extended(index, rowsOf(other.vectors, 0, 10)).value();
  const Index compact = compacted(without(mixed, nodes).value()).value().index;
  CHECK(compact.drift.built == 401);
  CHECK(compact.drift.insertedError == mixed.drift.insertedError);
  CHECK(compact.drift.moved > 0);
  CHECK(conditionOf(compact).removed == 0);
  CHECK(conditionOf(compact).error > conditionOf(mixed).error);
}
