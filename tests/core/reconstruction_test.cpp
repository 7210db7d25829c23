// Vectors brought back from codes: as the encoder had them, and near to the true ones.
#include "search/reconstruction.h"

#include <array>

#include "search/estimates.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::shared_ptr<const Index> builtWith(const Corpus& corpus, RotationKind rotation, Prediction prediction) {
  return sharedIndex(buildIndex(corpus.vectors, {.rotation = rotation, .prediction = prediction}));
}

float lengthOf(std::span<const float> vector) {
  return std::sqrt(dot(vector.data(), vector.data(), vector.size()));
}

}  // namespace

TEST_CASE("reconstruction: what a query scores with it is what the codes say of the query") {
  const Corpus corpus(500, 5, 48, 1, Metric::kInnerProduct);
  for (const RotationKind rotation : {RotationKind::kLearned, RotationKind::kRandom}) {
    for (const Prediction prediction : {Prediction::kNone, Prediction::kNeighbors}) {
      CAPTURE(prediction);
      const auto index = builtWith(corpus, rotation, prediction);
      std::vector<float> estimates(index->size());
      const auto query = corpus.query(2);
      Estimates(*index, query.data()).all(estimates);
      for (const NodeId v : {0U, 1U, 77U, 499U}) {
        const Result<std::vector<float>> vector = reconstructedMean(*index, std::array{v});
        REQUIRE(vector.ok());
        const float product = dot(query.data(), vector.value().data(), query.size());
        CHECK(product == doctest::Approx(-estimates[v]).epsilon(0.02));
      }
    }
  }
}

TEST_CASE("reconstruction: it is near to the vector, and its own node is the nearest") {
  const Fixture& f = fixture();
  int first = 0;
  for (NodeId v = 0; v < 2000; v += 50) {
    const Result<std::vector<float>> vector = reconstructedMean(*f.index, std::array{v});
    REQUIRE(vector.ok());
    const float cosine =
        dot(vector.value().data(), f.corpus.vectors.row(v), vector.value().size()) / lengthOf(vector.value());
    CHECK(cosine > 0.8F);
    const auto search = startSearch(f.index, vector.value(), {.k = 3, .maxRecomputes = 0});
    for (const Hit& hit : hitsOf(*search)) first += hit.id == v ? 1 : 0;
  }
  CHECK(first >= 36);
}

TEST_CASE("reconstruction: of several nodes, it is the mean") {
  const Fixture& f = fixture();
  const auto one = reconstructedMean(*f.index, std::array{NodeId{3}});
  const auto other = reconstructedMean(*f.index, std::array{NodeId{1900}});
  const auto both = reconstructedMean(*f.index, std::array{NodeId{1900}, NodeId{3}});
  REQUIRE(both.ok());
  for (size_t i = 0; i < both.value().size(); ++i) {
    CHECK(both.value()[i] == doctest::Approx((one.value()[i] + other.value()[i]) / 2).epsilon(1e-4));
  }
}

TEST_CASE("reconstruction: of nothing, and of what is not there, it is refused") {
  const Fixture& f = fixture();
  const auto none = reconstructedMean(*f.index, {});
  CHECK(none.status().message() == "leann: cannot reconstruct vectors: there are no nodes");
  const auto missing = reconstructedMean(*f.index, std::array{NodeId{2000}});
  CHECK(missing.status().code() == ErrorCode::kInvalidArgument);
  CHECK(missing.status().message() == "leann: cannot reconstruct vectors: there is no node 2000");
}
