// Estimates: those of all nodes at once and those of one node agree, and are distances to what codes stand
// for.
#include "search/estimates.h"

#include "code/encoder.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

struct Shape {
  Metric metric;
  Prediction prediction;
  RotationKind rotation;
  uint32_t bits, lengthBits, rows;
};

constexpr Shape kShapes[] = {
    {Metric::kInnerProduct, Prediction::kNeighbors, RotationKind::kLearned, 4, 4, 0},
    {Metric::kInnerProduct, Prediction::kNeighbors, RotationKind::kLearned, 8, 4, 16},
    {Metric::kInnerProduct, Prediction::kNeighbors, RotationKind::kRandom, 4, 0, 0},
    {Metric::kInnerProduct, Prediction::kNone, RotationKind::kLearned, 8, 4, 0},
    {Metric::kL2, Prediction::kNone, RotationKind::kLearned, 4, 0, 16},
    {Metric::kL2, Prediction::kNone, RotationKind::kRandom, 8, 0, 0},
};

BuildParams paramsOf(const Shape& shape) {
  return {.rotation = shape.rotation,
          .rows = shape.rows,
          .subspaces = 9,
          .bits = shape.bits,
          .prediction = shape.prediction,
          .lengthBits = shape.lengthBits};
}

std::vector<float> allOf(const Index& index, const float* query) {
  std::vector<float> out(index.size());
  Estimates(index, query).all(out);
  return out;
}

// How far a scan may be off by its rounding (CodeScan), with what it inherits of its neighbours' rounding.
std::vector<float> scanBounds(const Index& index, const float* query) {
  const std::vector<float> scores = index.quantizer.table(query, index.params.metric).scores;
  float widest = 0;
  for (size_t j = 0; j < scores.size(); j += 16) {
    const auto [least, most] = std::minmax_element(scores.data() + j, scores.data() + j + 16);
    widest = std::max(widest, *most - *least);
  }
  std::vector<float> bounds(index.size());
  for (NodeId v = 0; v < index.size(); ++v) {
    bounds[v] = static_cast<float>(index.quantizer.subspaces()) * widest / 255 / 2;
    if (index.params.prediction == Prediction::kNone) continue;
    const auto neighbors = earlierNeighbors(index.graph, v);
    for (const NodeId u : neighbors) bounds[v] += neighborWeight(neighbors.size()) * bounds[u];
  }
  for (NodeId v = 0; v < index.size(); ++v) bounds[v] = bounds[v] * index.lengths.at(v) + 1e-5F;
  return bounds;
}

}  // namespace

TEST_CASE(
    "estimates: of all nodes and of one agree: to the last bit, or within the rounding of 4-bit scans") {
  for (const Shape& shape : kShapes) {
    CAPTURE(shape.bits);
    const Corpus corpus(400, 3, 24, 31, shape.metric);
    const Index index = buildIndex(corpus.vectors, paramsOf(shape));
    for (NodeId q = 0; q < 3; ++q) {
      const float* query = corpus.queries.row(q);
      const std::vector<float> all = allOf(index, query);
      const std::vector<float> bounds =
          shape.bits == 4 ? scanBounds(index, query) : std::vector<float>(index.size(), 0.0F);
      Estimates lazy(index, query);
      for (NodeId v = 0; v < index.size(); ++v) {
        if (!(std::fabs(all[v] - lazy.at(v)) <= bounds[v])) FAIL_CHECK(all[v] << " and " << lazy.at(v));
      }
    }
  }
}

TEST_CASE("estimates: do not depend on the order in which nodes are asked for") {
  const Corpus corpus(400, 1, 24, 32);
  const Index index = buildIndex(corpus.vectors, {.subspaces = 8});
  Estimates up(index, corpus.queries.row(0)), down(index, corpus.queries.row(0));
  std::vector<float> ascending, descending;
  for (NodeId v = 0; v < 400; ++v) ascending.push_back(up.at(v));
  for (NodeId v = 400; v-- > 0;) descending.push_back(down.at(v));
  std::reverse(descending.begin(), descending.end());
  CHECK(ascending == descending);
  CHECK(up.at(123) == ascending[123]);  // and stay
}

TEST_CASE("estimates: are the distances to what the codes stand for, times the length factor") {
  for (const Shape& shape : kShapes) {
    const Corpus corpus(300, 3, 24, 33, shape.metric);
    const Index index = buildIndex(corpus.vectors, paramsOf(shape));
    const uint32_t rows = index.quantizer.rows();
    Encoder encoder(index.graph, index.quantizer, shape.prediction);
    encoder.adopt(index.codes);
    std::vector<float> turned(rows), stands(rows);
    for (NodeId q = 0; q < 3; ++q) {
      const float* query = corpus.queries.row(q);
      Estimates estimates(index, query);
      for (NodeId v = 0; v < index.size(); ++v) {
        encoder.reconstructed().read(v, stands.data());
        float expected = 0;
        if (shape.metric == Metric::kInnerProduct) {
          index.quantizer.rotation().apply(query, turned.data());
          expected = -dot(query, index.quantizer.mean().data(), 24) - dot(turned.data(), stands.data(), rows);
        } else {
          index.quantizer.rotate(query, turned.data());
          expected = squaredL2(turned.data(), stands.data(), rows) +
                     squaredL2(query, index.quantizer.mean().data(), 24) -
                     dot(turned.data(), turned.data(), rows);
        }
        // The encoder holds what codes stand for rounded to int8.
        if (!(std::fabs(expected * index.lengths.at(v) - estimates.at(v)) < 0.02F))
          FAIL_CHECK(expected << " and " << estimates.at(v));
      }
    }
  }
}

TEST_CASE("estimates: predictors laid out for scans change nothing") {
  for (const Shape& shape : kShapes) {
    const Corpus corpus(400, 1, 24, 31, shape.metric);
    const Index index = buildIndex(corpus.vectors, paramsOf(shape));
    const Predictors predictors(index);
    CHECK(predictors.empty() == (shape.prediction == Prediction::kNone));
    const float* query = corpus.queries.row(0);
    std::vector<float> out(index.size());
    Estimates(index, query).all(out, &predictors);
    CHECK(out == allOf(index, query));
  }
}

TEST_CASE("estimates: a chain of predictions as long as the index is no trouble") {
  constexpr uint32_t kNodes = 50000;
  const Corpus corpus(100, 1, 8, 34);
  Index index = buildIndex(corpus.vectors,
                           {.rotation = RotationKind::kRandom, .subspaces = 2, .bits = 8, .lengthBits = 0});
  std::vector<std::vector<NodeId>> lists(kNodes);
  for (NodeId v = 1; v < kNodes; ++v) lists[v].push_back(v - 1);
  index.graph = symmetrized(makeGraph(lists));
  Random random(35);
  std::vector<uint8_t> codes(size_t{2} * kNodes);
  for (uint8_t& byte : codes) byte = static_cast<uint8_t>(random.below(256));
  index.codes = CodeScan(codes, 2, 8);
  const std::vector<float> all = allOf(index, corpus.queries.row(0));
  Estimates lazy(index, corpus.queries.row(0));
  CHECK(lazy.at(kNodes - 1) == all[kNodes - 1]);
  CHECK(lazy.at(0) == all[0]);
}

TEST_CASE("estimates: rank nodes as exact distances do, but for close calls") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    double sum = 0;
    for (NodeId q = 0; q < f.corpus.queries.size(); ++q) {
      const std::vector<float> all = allOf(*f.index, f.corpus.queries.row(q));
      std::vector<Neighbor> ranked;
      for (NodeId v = 0; v < f.index->size(); ++v) ranked.push_back({all[v], v});
      std::sort(ranked.begin(), ranked.end());
      std::vector<NodeId> best;
      for (size_t i = 0; i < 40; ++i) best.push_back(ranked[i].id);
      sum += recallOf(best, exactNearest(f.corpus.vectors, f.corpus.queries.row(q), 10));
    }
    CHECK(sum / f.corpus.queries.size() > 0.9);
  }
}
