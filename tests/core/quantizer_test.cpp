// Codes: estimates equal distances to what the code stands for, and more bytes mean less error.
#include "code/quantizer.h"

#include "coded_table.h"
#include "vector/kmeans.h"

using namespace leann;
using leann::testing::centred;
using leann::testing::clusteredVectors;
using leann::testing::codeDistance;
using leann::testing::codesOf;
using leann::testing::decoded;
using leann::testing::meanError;
using leann::testing::meanOf;
using leann::testing::tableOf;
using leann::testing::TestTable;
using leann::testing::trainedOn;

namespace {

struct Shape {
  uint32_t dimension, subspaces, bits;
};

constexpr RotationKind kRotations[] = {RotationKind::kLearned, RotationKind::kRandom};

constexpr Shape kShapes[] = {{1, 1, 4},  {2, 1, 8},  {16, 4, 4},  {16, 16, 4},
                             {17, 5, 4}, {30, 7, 8}, {48, 13, 4}, {48, 12, 8}};

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
  std::vector<uint16_t> order(d);
  for (uint32_t i = 0; i < d; ++i) {
    identity[size_t{i} * d + i] = 7;
    order[i] = static_cast<uint16_t>(i);
  }
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
          Rotation(d, std::move(identity), std::vector<float>(d, 1.0F), std::move(order)),
          std::move(books),
          std::move(scales)};
}

}  // namespace

TEST_CASE("quantizer: sizes are those documented") {
  for (const Shape& shape : kShapes) {
    const TestTable table = tableOf(clusteredVectors(60, shape.dimension, 1), shape.dimension, Metric::kL2);
    for (const RotationKind rotation : kRotations) {
      const Quantizer quantizer = trainedOn(table, paramsOf(shape.subspaces, shape.bits, rotation));
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
      CHECK(codesOf(quantizer, table).size() == size_t{60} * quantizer.codeSize());
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
        const Quantizer quantizer = trainedOn(table, paramsOf(shape.subspaces, shape.bits, rotation));
        const std::vector<uint8_t> codes = codesOf(quantizer, table);
        std::vector<float> turned(d), turnedMean(d);
        quantizer.rotation().apply(quantizer.mean().data(), turnedMean.data());
        for (NodeId q = 0; q < 3; ++q) {
          const QueryTable query = quantizer.table(table.row(q), metric);
          quantizer.rotation().apply(table.row(q), turned.data());
          for (NodeId id = 0; id < table.size(); ++id) {
            // What the code stands for, mean and all, in rotated coordinates: no row is cut off here.
            std::vector<float> stands = decoded(quantizer, codes, id);
            for (uint32_t i = 0; i < d; ++i) stands[i] += turnedMean[i];
            const float direct = distance(metric, turned.data(), stands.data(), d);
            const float estimate =
                codeDistance(quantizer, query, codes.data() + size_t{id} * quantizer.codeSize());
            if (!(std::fabs(direct - estimate) <= 1e-5F)) FAIL_CHECK(direct << " estimated as " << estimate);
          }
        }
      }
    }
  }
}

TEST_CASE(
    "quantizer: with rows cut off, the rest of the query is a constant of L2 and nothing to inner products") {
  const TestTable table = tableOf(clusteredVectors(400, 40, 3), 40, Metric::kL2);
  const Quantizer quantizer =
      trainedOn(table, {.subspaces = 5, .bits = 4, .rotation = RotationKind::kLearned, .rows = 10});
  CHECK(quantizer.rows() == 10);
  CHECK(quantizer.dimension() == 40);
  CHECK(quantizer.codebooks().size() == 16 * 10);
  std::vector<float> rotated(10);
  for (NodeId q = 0; q < 20; ++q) {
    quantizer.rotate(table.row(q), rotated.data());
    const float outside =
        squaredL2(table.row(q), quantizer.mean().data(), 40) - dot(rotated.data(), rotated.data(), 10);
    CHECK(quantizer.table(table.row(q), Metric::kL2).base == doctest::Approx(outside).epsilon(1e-4));
    CHECK(quantizer.table(table.row(q), Metric::kInnerProduct).base ==
          -dot(table.row(q), quantizer.mean().data(), 40));
  }
  // Coordinates of little variance cost little: a quarter of them holds most of what the code can tell.
  const Quantizer whole =
      trainedOn(table, {.subspaces = 5, .bits = 4, .rotation = RotationKind::kLearned, .rows = 40});
  CHECK(meanError(quantizer, table) < 1.2 * meanError(whole, table));
}

TEST_CASE("quantizer: more subspaces or more bits leave less error") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    const TestTable table = tableOf(clusteredVectors(1500, 48, 3), 48);
    const auto error = [&](uint32_t subspaces, uint32_t bits) {
      return meanError(trainedOn(table, paramsOf(subspaces, bits, rotation)), table);
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
      const Quantizer quantizer = trainedOn(corpus.vectors, paramsOf(subspaces, 4, rotation));
      const std::vector<uint8_t> codes = codesOf(quantizer, corpus.vectors);
      double sum = 0;
      for (NodeId q = 0; q < corpus.queries.size(); ++q) {
        const QueryTable query = quantizer.table(corpus.queries.row(q), Metric::kInnerProduct);
        std::vector<Neighbor> ranked;
        for (NodeId id = 0; id < corpus.vectors.size(); ++id) {
          ranked.push_back(
              {codeDistance(quantizer, query, codes.data() + size_t{id} * quantizer.codeSize()), id});
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
    const double learned = meanError(trainedOn(table, paramsOf(subspaces, 4, RotationKind::kLearned)), table);
    CHECK(learned < 0.9 * meanError(trainWithoutRotation(table, subspaces), table));
    CHECK(learned < 0.9 * meanError(trainedOn(table, paramsOf(subspaces, 4, RotationKind::kRandom)), table));
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
  CHECK(meanError(trainedOn(table, paramsOf(4, 4, RotationKind::kRandom)), table) <
        0.8 * meanError(trainWithoutRotation(table, 4), table));
}

TEST_CASE("quantizer: of two 4-bit indices the even subspace has the low half") {
  // Two subspaces of one dimension, centroid c at value c: a code can be read off by eye.
  std::vector<int8_t> books;
  for (int j = 0; j < 3; ++j) {
    for (int8_t c = 0; c < 16; ++c) books.push_back(c);
  }
  const Quantizer quantizer(3, 4, {0, 0, 0}, Rotation(3, {1, 0, 0, 0, 1, 0, 0, 0, 1}, {1, 1, 1}, {0, 1, 2}),
                            books, {1, 1, 1});
  const TestTable table = tableOf(std::vector<float>{5, 11, 3, 15, 0, 15}, 3, Metric::kL2);
  CHECK(quantizer.codeSize() == 2);
  CHECK(codesOf(quantizer, table) == std::vector<uint8_t>{0xB5, 0x03, 0x0F, 0x0F});
  const uint8_t code[] = {0xB5, 0x03};
  float out[3] = {100, 100, 100};
  quantizer.addDecoded(code, out);
  CHECK(out[0] == 105);
  CHECK(out[1] == 111);
  CHECK(out[2] == 103);
  const float origin[] = {0, 0, 0};
  CHECK(codeDistance(quantizer, quantizer.table(origin, Metric::kL2), code) == 25 + 121 + 9);
}

TEST_CASE("quantizer: trains on too little to learn from") {
  for (const RotationKind rotation : kRotations) {
    CAPTURE(rotation);
    for (const uint32_t bits : {4U, 8U}) {
      const TestTable one = tableOf(std::vector<float>{0.6F, -0.6F, 0, 0}, 4);  // held exactly
      CHECK(meanError(trainedOn(one, paramsOf(2, bits, rotation)), one) < 1e-9);
      const TestTable same = tableOf(std::vector<float>(400, 0.5F), 4);
      CHECK(meanError(trainedOn(same, paramsOf(4, bits, rotation)), same) < 1e-9);
      const TestTable zero = tableOf(std::vector<float>(40, 0.0F), 4, Metric::kL2);
      CHECK(meanError(trainedOn(zero, paramsOf(1, bits, rotation)), zero) == 0);
    }
    const TestTable two = tableOf(std::vector<float>{1, 0, 0, 1}, 2);
    CHECK(meanError(trainedOn(two, paramsOf(2, 4, rotation)), two) < 1e-3);
  }
}

TEST_CASE("quantizer: repeats itself; the seed and the parts decide") {
  const TestTable table = tableOf(clusteredVectors(400, 24, 7), 24);
  for (const RotationKind kind : kRotations) {
    const Quantizer first = trainedOn(table, paramsOf(8, 4, kind, 3));
    CHECK(codesOf(trainedOn(table, paramsOf(8, 4, kind, 3)), table) == codesOf(first, table));
    CHECK(codesOf(trainedOn(table, paramsOf(8, 4, kind, 4)), table) != codesOf(first, table));
    const Rotation rotation =
        kind == RotationKind::kRandom
            ? Rotation::random(24, 3)
            : Rotation(24, {first.rotation().values().begin(), first.rotation().values().end()},
                       {first.rotation().scales().begin(), first.rotation().scales().end()},
                       {first.rotation().order().begin(), first.rotation().order().end()});
    const Quantizer restored(8, 4, {first.mean().begin(), first.mean().end()}, rotation,
                             {first.codebooks().begin(), first.codebooks().end()},
                             {first.codebookScales().begin(), first.codebookScales().end()});
    CHECK(codesOf(restored, table) == codesOf(first, table));
  }
}

TEST_CASE("quantizer: behind a rotation that is there it is trained as with one of its own") {
  const TestTable table = tableOf(clusteredVectors(400, 24, 7), 24);
  for (const RotationKind kind : kRotations) {
    QuantizerParams params = paramsOf(8, 4, kind, 3);
    const Quantizer own = trainedOn(table, params);
    params.rotation = kind == RotationKind::kRandom ? RotationKind::kLearned : RotationKind::kRandom;
    const Quantizer given =
        Quantizer::train(meanOf(table), own.rotation(), centred(table, meanOf(table)), params);
    CHECK(given.rotation().kind() == kind);
    CHECK(codesOf(given, table) == codesOf(own, table));
  }
}
