// Codes: estimates equal distances to what the code stands for, and more bytes mean less error.
#include "quantizer.h"

#include "kmeans.h"
#include "test_data.h"

using namespace leann;
using leann::testing::clusteredVectors;
using leann::testing::tableOf;
using leann::testing::TestTable;

namespace {

struct Shape {
  uint32_t dimension, subspaces, bits;
};

constexpr RotationKind kRotations[] = {RotationKind::kLearned, RotationKind::kRandom};

constexpr Shape kShapes[] = {{1, 1, 4},  {2, 1, 8},  {16, 4, 4},  {16, 16, 4},
                             {17, 5, 4}, {30, 7, 8}, {48, 13, 4}, {48, 12, 8}};

std::vector<float> decoded(const Quantizer& quantizer, const std::vector<uint8_t>& codes, NodeId id) {
  std::vector<float> out(quantizer.dimension());
  quantizer.decode(codes.data() + size_t{id} * quantizer.codeSize(), out.data());
  return out;
}

// The mean squared distance of the rows from what their codes stand for.
double meanError(const Quantizer& quantizer, const TestTable& table) {
  const std::vector<uint8_t> codes = quantizer.encode(table);
  double sum = 0;
  for (NodeId id = 0; id < table.size(); ++id) {
    sum += static_cast<double>(
        squaredL2(decoded(quantizer, codes, id).data(), table.row(id), table.dimension()));
  }
  return sum / table.size();
}

QuantizerParams paramsOf(uint32_t subspaces, uint32_t bits, RotationKind rotation, uint64_t seed = 1) {
  QuantizerParams params;
  params.subspaces = subspaces;
  params.bits = bits;
  params.rotation = rotation;
  params.seed = seed;
  return params;
}

// Product quantisation of the coordinates as they come: the same codebooks, no rotation.
Quantizer trainWithoutRotation(const TestTable& table, uint32_t subspaces) {
  const uint32_t d = table.dimension();
  std::vector<int8_t> identity(size_t{d} * d, 0);
  for (uint32_t i = 0; i < d; ++i) identity[size_t{i} * d + i] = 127;
  std::vector<int8_t> books;
  std::vector<float> scales;
  for (uint32_t j = 0; j < subspaces; ++j) {
    std::vector<float> part;
    for (NodeId id = 0; id < table.size(); ++id) {
      part.insert(part.end(), table.row(id) + subspaceBegin(j, subspaces, d),
                  table.row(id) + subspaceBegin(j + 1, subspaces, d));
    }
    const uint32_t width = subspaceBegin(j + 1, subspaces, d) - subspaceBegin(j, subspaces, d);
    const std::vector<float> centroids = kmeans(part, width, 16, 12, 1 + j);
    float most = 0;
    for (const float c : centroids) most = std::max(most, std::fabs(c));
    for (const float c : centroids) books.push_back(static_cast<int8_t>(std::lround(c / most * 127)));
    scales.push_back(most / 127);
  }
  return {subspaces,
          4,
          std::vector<float>(d, 0.0F),
          Rotation(std::move(identity), std::vector<float>(d, 1.0F / 127)),
          std::move(books),
          std::move(scales)};
}

}  // namespace

TEST_CASE("quantizer: sizes are those documented") {
  for (const Shape& shape : kShapes) {
    const TestTable table = tableOf(clusteredVectors(60, shape.dimension, 1), shape.dimension, Metric::kL2);
    for (const RotationKind rotation : kRotations) {
      const Quantizer quantizer = Quantizer::train(table, paramsOf(shape.subspaces, shape.bits, rotation));
      const bool learned = rotation == RotationKind::kLearned;
      const uint32_t widest = (shape.dimension + shape.subspaces - 1) / shape.subspaces;
      CHECK(quantizer.rotation().kind() == rotation);
      CHECK(quantizer.dimension() == shape.dimension);
      CHECK(quantizer.codeSize() == (shape.subspaces * shape.bits + 7) / 8);
      CHECK(quantizer.codebooks().size() ==
            size_t{quantizer.centroids()} * (learned ? shape.dimension : widest));
      CHECK(quantizer.codebookScales().size() == (learned ? shape.subspaces : 1));
      CHECK(quantizer.rotation().values().size() == (learned ? shape.dimension * shape.dimension : 0));
      CHECK(quantizer.mean().size() == shape.dimension);
      CHECK(quantizer.encode(table).size() == size_t{60} * quantizer.codeSize());
    }
  }
}

TEST_CASE("quantizer: the estimate is the distance to what the code stands for") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    for (const Shape& shape : kShapes) {
      for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
        CAPTURE(shape.dimension);
        const uint32_t d = shape.dimension;
        const TestTable table = tableOf(clusteredVectors(120, d, 2), d, metric);
        const Quantizer quantizer = Quantizer::train(table, paramsOf(shape.subspaces, shape.bits, rotation));
        const std::vector<uint8_t> codes = quantizer.encode(table);
        for (NodeId q = 0; q < 3; ++q) {
          const QueryTable query = quantizer.table(table.row(q), metric);
          for (NodeId id = 0; id < table.size(); ++id) {
            const std::vector<float> stands = decoded(quantizer, codes, id);
            const float direct = distance(metric, table.row(q), stands.data(), d);
            const float estimate =
                quantizer.distance(query, codes.data() + size_t{id} * quantizer.codeSize());
            // The int8 rotation is orthogonal to about a hundredth, which L2 sees twice.
            const float tolerance = metric == Metric::kL2 ? 0.03F * (direct + 0.1F) + 0.01F : 1e-5F;
            if (!(std::fabs(direct - estimate) <= tolerance))
              FAIL_CHECK(direct << " estimated as " << estimate);
          }
        }
      }
    }
  }
}

TEST_CASE("quantizer: more subspaces or more bits leave less error") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    const TestTable table = tableOf(clusteredVectors(1500, 48, 3), 48);
    const auto error = [&](uint32_t subspaces, uint32_t bits) {
      return meanError(Quantizer::train(table, paramsOf(subspaces, bits, rotation)), table);
    };
    const double coarse = error(4, 4);
    CHECK(error(8, 4) < 0.9 * coarse);
    CHECK(error(24, 4) < error(12, 4));
    CHECK(error(48, 4) < error(24, 4));
    CHECK(error(4, 8) < 0.9 * coarse);
    CHECK(error(48, 8) < 0.001);
  }
}

TEST_CASE("quantizer: codes rank like distances") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    const testing::Corpus corpus(1500, 20, 48, 4);
    const auto recall = [&](uint32_t subspaces, uint32_t candidates) {
      const Quantizer quantizer = Quantizer::train(corpus.vectors, paramsOf(subspaces, 4, rotation));
      const std::vector<uint8_t> codes = quantizer.encode(corpus.vectors);
      double sum = 0;
      for (NodeId q = 0; q < corpus.queries.size(); ++q) {
        const QueryTable query = quantizer.table(corpus.queries.row(q), Metric::kInnerProduct);
        std::vector<Neighbor> ranked;
        for (NodeId id = 0; id < corpus.vectors.size(); ++id) {
          ranked.push_back({quantizer.distance(query, codes.data() + size_t{id} * quantizer.codeSize()), id});
        }
        std::sort(ranked.begin(), ranked.end());
        std::vector<NodeId> best;
        for (uint32_t i = 0; i < candidates; ++i) best.push_back(ranked[i].id);
        sum += testing::recallOf(best, testing::exactNearest(corpus.vectors, corpus.queries.row(q), 10));
      }
      return sum / corpus.queries.size();
    };
    CHECK(recall(24, 50) > 0.95);
    CHECK(recall(24, 50) > recall(6, 50));
  }
}

TEST_CASE("quantizer: a learned rotation pays on correlated data") {
  const TestTable table = tableOf(clusteredVectors(1500, 48, 5), 48);
  for (const uint32_t subspaces : {6U, 12U}) {
    const double learned =
        meanError(Quantizer::train(table, paramsOf(subspaces, 4, RotationKind::kLearned)), table);
    CHECK(learned < 0.9 * meanError(trainWithoutRotation(table, subspaces), table));
    CHECK(learned <
          0.9 * meanError(Quantizer::train(table, paramsOf(subspaces, 4, RotationKind::kRandom)), table));
  }
}

TEST_CASE("quantizer: a random rotation pays where few coordinates hold everything") {
  // All variance in the first of four subspaces: without a rotation the other three have nothing to do.
  Random random(8);
  std::vector<float> rows;
  for (int i = 0; i < 1000; ++i) {
    const std::vector<float> head = testing::gaussianVector(random, 4);
    rows.insert(rows.end(), head.begin(), head.end());
    rows.insert(rows.end(), 12, 0.001F);
  }
  const TestTable table = tableOf(rows, 16, Metric::kL2);
  CHECK(meanError(Quantizer::train(table, paramsOf(4, 4, RotationKind::kRandom)), table) <
        0.8 * meanError(trainWithoutRotation(table, 4), table));
}

TEST_CASE("quantizer: of two 4-bit indices the even subspace has the low half") {
  // Two subspaces of one dimension, centroid c at value c: a code can be read off by eye.
  std::vector<int8_t> books;
  for (int j = 0; j < 3; ++j) {
    for (int8_t c = 0; c < 16; ++c) books.push_back(c);
  }
  const Quantizer quantizer(3, 4, {0, 0, 0}, Rotation({1, 0, 0, 0, 1, 0, 0, 0, 1}, {1, 1, 1}), books,
                            {1, 1, 1});
  const TestTable table = tableOf(std::vector<float>{5, 11, 3, 15, 0, 15}, 3, Metric::kL2);
  CHECK(quantizer.codeSize() == 2);
  CHECK(quantizer.encode(table) == std::vector<uint8_t>{0xB5, 0x03, 0x0F, 0x0F});
  const uint8_t code[] = {0xB5, 0x03};
  float out[3];
  quantizer.decode(code, out);
  CHECK(out[0] == 5);
  CHECK(out[1] == 11);
  CHECK(out[2] == 3);
  const float origin[] = {0, 0, 0};
  CHECK(quantizer.distance(quantizer.table(origin, Metric::kL2), code) == 25 + 121 + 9);
}

TEST_CASE("quantizer: the rotated space is the same space") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    const TestTable table = tableOf(clusteredVectors(300, 40, 6), 40);
    const Quantizer quantizer = Quantizer::train(table, paramsOf(20, 4, rotation));
    const std::vector<uint8_t> codes = quantizer.encode(table);
    std::vector<float> turned(40), standsTurned(40), turnedBack(40);
    for (NodeId id = 0; id < 50; ++id) {
      const uint8_t* code = codes.data() + size_t{id} * quantizer.codeSize();
      const std::vector<float> stands = decoded(quantizer, codes, id);
      quantizer.rotate(table.row(id), turned.data());
      quantizer.decodeRotated(code, standsTurned.data());
      // Distances there are distances here.
      CHECK(std::fabs(squaredL2(turned.data(), standsTurned.data(), 40) -
                      squaredL2(table.row(id), stands.data(), 40)) < 0.005F);
      // decode = decodeRotated, turned back, with the mean put on again.
      quantizer.rotation().applyTransposed(standsTurned.data(), turnedBack.data());
      for (uint32_t i = 0; i < 40; ++i) CHECK(turnedBack[i] + quantizer.mean()[i] == stands[i]);
    }
  }
}

TEST_CASE("quantizer: trains on too little to learn from") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    for (const uint32_t bits : {4U, 8U}) {
      const TestTable one = tableOf(std::vector<float>{0.6F, -0.6F, 0, 0}, 4);  // held exactly
      CHECK(meanError(Quantizer::train(one, paramsOf(2, bits, rotation)), one) < 1e-9);
      const TestTable same = tableOf(std::vector<float>(400, 0.5F), 4);
      CHECK(meanError(Quantizer::train(same, paramsOf(4, bits, rotation)), same) < 1e-9);
      const TestTable zero = tableOf(std::vector<float>(40, 0.0F), 4, Metric::kL2);
      CHECK(meanError(Quantizer::train(zero, paramsOf(1, bits, rotation)), zero) == 0);
    }
    const TestTable two = tableOf(std::vector<float>{1, 0, 0, 1}, 2);
    CHECK(meanError(Quantizer::train(two, paramsOf(2, 4, rotation)), two) < 1e-3);
  }
}

TEST_CASE("quantizer: repeats itself; the seed and the parts decide") {
  const TestTable table = tableOf(clusteredVectors(400, 24, 7), 24);
  for (const RotationKind kind : kRotations) {
    const Quantizer first = Quantizer::train(table, paramsOf(8, 4, kind, 3));
    CHECK(Quantizer::train(table, paramsOf(8, 4, kind, 3)).encode(table) == first.encode(table));
    CHECK(Quantizer::train(table, paramsOf(8, 4, kind, 4)).encode(table) != first.encode(table));
    const Rotation rotation =
        kind == RotationKind::kRandom
            ? Rotation::random(24, 3)
            : Rotation({first.rotation().values().begin(), first.rotation().values().end()},
                       {first.rotation().scales().begin(), first.rotation().scales().end()});
    const Quantizer restored(8, 4, {first.mean().begin(), first.mean().end()}, rotation,
                             {first.codebooks().begin(), first.codebooks().end()},
                             {first.codebookScales().begin(), first.codebookScales().end()});
    CHECK(restored.encode(table) == first.encode(table));
  }
}
