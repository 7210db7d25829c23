// Codes that hold what graph neighbours do not tell: smaller errors and better searches for the same bytes.
#include "code/prediction.h"

#include "code/encoder.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

Index indexWith(const TestTable& vectors, Prediction prediction, uint32_t subspaces = 6) {
  return buildIndex(vectors, {.rotation = RotationKind::kLearned,
                              .subspaces = subspaces,
                              .bits = 4,
                              .prediction = prediction,
                              .lengthBits = 0});
}

Encoder readBack(const Index& index) {
  Encoder encoder(index.graph, index.quantizer, *index.params.prediction);
  encoder.adopt(index.codes);
  return encoder;
}

// The mean squared distance of the vectors from what their codes stand for.
double codingError(const Index& index, const TestTable& vectors) {
  const Encoder encoder = readBack(index);
  const uint32_t rows = index.quantizer.rows();
  std::vector<float> turned(rows), stands(rows);
  double sum = 0;
  for (NodeId v = 0; v < index.size(); ++v) {
    index.quantizer.rotate(vectors.row(v), turned.data());
    encoder.reconstructed().read(v, stands.data());
    sum += static_cast<double>(squaredL2(turned.data(), stands.data(), rows));
  }
  return sum / index.size();
}

}  // namespace

TEST_CASE(
    "prediction: only neighbours of lower ids count, and more of them are believed more, but not wholly") {
  const Graph graph = makeGraph({{1, 2}, {0, 2, 3}, {0, 1}, {1}});
  CHECK(earlierNeighbors(graph, 0).empty());
  CHECK(earlierNeighbors(graph, 1).size() == 1);
  CHECK(earlierNeighbors(graph, 2).size() == 2);
  CHECK(earlierNeighbors(graph, 3)[0] == 1);
  float before = 0;
  for (const size_t count : {size_t{1}, size_t{2}, size_t{4}, size_t{16}, size_t{512}}) {
    const float share = neighborWeight(count) * static_cast<float>(count);
    CHECK(share > before);
    CHECK(share < 1);
    before = share;
  }
  CHECK(neighborWeight(1) == 0.95F / 1.5F);
}

TEST_CASE("prediction: at the same bytes, the error of codes is smaller") {
  const Corpus corpus(2000, 0, 48, 21);
  for (const uint32_t subspaces : {4U, 8U, 16U}) {
    CAPTURE(subspaces);
    const Index with = indexWith(corpus.vectors, Prediction::kNeighbors, subspaces);
    const Index without = indexWith(corpus.vectors, Prediction::kNone, subspaces);
    CHECK(with.codes.codeSize() == without.codes.codeSize());
    CHECK(codingError(with, corpus.vectors) < 0.9 * codingError(without, corpus.vectors));
  }
}

TEST_CASE("prediction: at the same bytes and as many recomputations, a scan finds more") {
  const Corpus corpus(2000, 40, 48, 22);
  const auto with = sharedIndex(indexWith(corpus.vectors, Prediction::kNeighbors));
  const auto without = sharedIndex(indexWith(corpus.vectors, Prediction::kNone));
  for (const uint32_t most : {12U, 20U, 32U}) {
    CAPTURE(most);
    const SearchParams params{.k = 10, .strategy = Strategy::kScan, .confidence = 1, .maxRecomputes = most};
    const SearchQuality better = measure(with, corpus, params), plain = measure(without, corpus, params);
    CHECK(better.recomputed == most);
    CHECK(plain.recomputed == most);
    CHECK(better.recall > plain.recall + 0.02);
  }
}

TEST_CASE(
    "encoder: the codes of a build, and what they stand for, can be had again from vectors and from codes") {
  const Corpus corpus(500, 0, 32, 23);
  for (const Prediction prediction : {Prediction::kNone, Prediction::kNeighbors}) {
    const Index index = indexWith(corpus.vectors, prediction);
    // As the build had them: rounded.
    Encoder fresh(index.graph, index.quantizer, prediction);
    std::vector<float> row(32);
    for (NodeId v = 0; v < index.size(); ++v) {
      corpus.vectors.read(v, row.data());
      fresh.append(row.data());
    }
    CHECK(fresh.size() == 500);
    std::vector<uint8_t> codes(fresh.codes().size());
    for (NodeId v = 0; v < index.size(); ++v) {
      index.codes.code(v, codes.data() + size_t{v} * index.codes.codeSize());
    }
    CHECK(fresh.codes() == codes);
    CHECK(fresh.lengthFactors().size() == 500);

    const Encoder again = readBack(index);
    CHECK(again.codes().empty());  // of the nodes that were appended, none
    for (NodeId v = 0; v < index.size(); ++v) {
      const auto a = fresh.reconstructed().values(v), b = again.reconstructed().values(v);
      if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) FAIL("node " << v);
      if (fresh.reconstructed().scale(v) != again.reconstructed().scale(v)) FAIL("node " << v);
    }
  }
}

TEST_CASE("encoder: a length factor is the vector's length by that of what its code stands for") {
  const Corpus corpus(300, 0, 16, 24);
  const Index index = indexWith(corpus.vectors, Prediction::kNeighbors);
  Encoder encoder(index.graph, index.quantizer, Prediction::kNeighbors);
  std::vector<float> turnedMean(16), stands(16);
  index.quantizer.rotation().apply(index.quantizer.mean().data(), turnedMean.data());
  for (NodeId v = 0; v < index.size(); ++v) {
    encoder.append(corpus.vectors.row(v));
    encoder.reconstructed().read(v, stands.data());
    for (uint32_t i = 0; i < 16; ++i) stands[i] += turnedMean[i];
    // The vectors are of length 1; what is stored of a reconstruction is rounded.
    CHECK(encoder.lengthFactors()[v] * std::sqrt(dot(stands.data(), stands.data(), 16)) ==
          doctest::Approx(1).epsilon(0.02));
  }
}
