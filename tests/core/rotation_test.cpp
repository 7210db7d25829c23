// The rotation: orthonormal in spite of its four bits, cut to what matters, its variance dealt out evenly.
#include "code/rotation.h"

#include "coded_table.h"
#include "vector/eigen.h"

using namespace leann;
using leann::testing::centred;
using leann::testing::clusteredVectors;
using leann::testing::meanOf;
using leann::testing::tableOf;
using leann::testing::TestTable;

namespace {

Rotation learned(const TestTable& table, uint32_t rows, uint32_t subspaces) {
  return Rotation::learn(centred(table, meanOf(table)), table.dimension(), rows, subspaces);
}

Rotation restored(const Rotation& rotation) {
  return {rotation.dimension(),
          {rotation.values().begin(), rotation.values().end()},
          {rotation.scales().begin(), rotation.scales().end()},
          {rotation.order().begin(), rotation.order().end()}};
}

// The rows of the matrix, read off by rotating the unit vectors.
std::vector<std::vector<float>> matrixOf(const Rotation& rotation) {
  std::vector<std::vector<float>> rows(rotation.rows(), std::vector<float>(rotation.dimension()));
  std::vector<float> unit(rotation.dimension(), 0.0F), out(rotation.rows());
  for (uint32_t j = 0; j < rotation.dimension(); ++j) {
    unit[j] = 1;
    rotation.apply(unit.data(), out.data());
    for (uint32_t i = 0; i < rotation.rows(); ++i) rows[i][j] = out[i];
    unit[j] = 0;
  }
  return rows;
}

// The largest entry of R R^T - I.
float defect(const Rotation& rotation) {
  const std::vector<std::vector<float>> rows = matrixOf(rotation);
  float worst = 0;
  for (size_t a = 0; a < rows.size(); ++a) {
    for (size_t b = 0; b <= a; ++b) {
      const float product = dot(rows[a].data(), rows[b].data(), rotation.dimension());
      worst = std::max(worst, std::fabs(product - (a == b ? 1.0F : 0.0F)));
    }
  }
  return worst;
}

// Variances of the rotated sample, by coordinate.
std::vector<double> rotatedVariances(const Rotation& rotation, const TestTable& table) {
  const std::vector<float> rows = centred(table, meanOf(table));
  std::vector<double> variances(rotation.rows(), 0.0);
  std::vector<float> out(rotation.rows());
  for (NodeId id = 0; id < table.size(); ++id) {
    rotation.apply(rows.data() + size_t{id} * table.dimension(), out.data());
    for (uint32_t i = 0; i < out.size(); ++i)
      variances[i] += static_cast<double>(out[i]) * static_cast<double>(out[i]);
  }
  for (double& v : variances) v /= table.size();
  return variances;
}

double sumOf(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

// How far apart the subspaces' products of variances are: the difference of their logarithms.
double imbalance(const std::vector<double>& variances, uint32_t subspaces) {
  const auto rows = static_cast<uint32_t>(variances.size());
  std::vector<double> logs;
  for (uint32_t j = 0; j < subspaces; ++j) {
    double sum = 0;
    for (uint32_t i = subspaceBegin(j, subspaces, rows); i < subspaceBegin(j + 1, subspaces, rows); ++i) {
      sum += std::log(variances[i]);
    }
    logs.push_back(sum);
  }
  return *std::max_element(logs.begin(), logs.end()) - *std::min_element(logs.begin(), logs.end());
}

}  // namespace

TEST_CASE("rotation: subspaces cover the rows and differ by at most one") {
  for (const uint32_t rows : {1U, 7U, 48U, 384U, 385U}) {
    for (uint32_t subspaces = 1; subspaces <= rows; ++subspaces) {
      CHECK(subspaceBegin(0, subspaces, rows) == 0);
      CHECK(subspaceBegin(subspaces, subspaces, rows) == rows);
      for (uint32_t j = 0; j < subspaces; ++j) {
        const uint32_t width = subspaceBegin(j + 1, subspaces, rows) - subspaceBegin(j, subspaces, rows);
        if (width != rows / subspaces && width != rows / subspaces + 1) FAIL("width " << width);
        if (width > widestSubspace(subspaces, rows)) FAIL("wider than the widest");
      }
    }
  }
}

TEST_CASE("rotation: its rows are orthonormal though four bits hold an entry, whole or cut") {
  for (const uint32_t d : {1U, 2U, 7U, 32U, 96U}) {
    for (const uint32_t rows : {1U, (d + 1) / 2, d}) {
      CAPTURE(d);
      CAPTURE(rows);
      const Rotation rotation =
          learned(tableOf(clusteredVectors(500, d, d), d), rows, std::max(1U, rows / 8));
      CHECK(rotation.kind() == RotationKind::kLearned);
      CHECK(rotation.dimension() == d);
      CHECK(rotation.rows() == rows);
      CHECK(defect(rotation) < 1e-5F);

      REQUIRE(rotation.values().size() == size_t{rows} * d);
      REQUIRE(rotation.scales().size() == rows);
      for (const int8_t value : rotation.values()) CHECK(std::abs(value) <= 7);
      std::vector<uint16_t> order(rotation.order().begin(), rotation.order().end());
      std::sort(order.begin(), order.end());
      REQUIRE(order.size() == rows);
      for (uint32_t i = 0; i < rows; ++i) CHECK(order[i] == i);
    }
  }
}

TEST_CASE("rotation: distances between vectors stay when all rows are kept, and never grow when it is cut") {
  const TestTable table = tableOf(clusteredVectors(300, 40, 2), 40);
  for (const uint32_t rows : {40U, 20U, 5U}) {
    const Rotation rotation = learned(table, rows, 5);
    std::vector<float> a(rows), b(rows);
    for (NodeId id = 1; id < 50; ++id) {
      rotation.apply(table.row(0), a.data());
      rotation.apply(table.row(id), b.data());
      const float before = squaredL2(table.row(0), table.row(id), 40);
      const float after = squaredL2(a.data(), b.data(), rows);
      CHECK(after <= before * 1.0001F);
      if (rows == 40) CHECK(after == doctest::Approx(before).epsilon(1e-4));
    }
  }
}

TEST_CASE("rotation: the coordinates that are kept hold as much variance as any so many can, nearly") {
  constexpr uint32_t d = 64;
  const TestTable table = tableOf(clusteredVectors(1000, d, 3), d);
  const std::vector<float> rows = centred(table, meanOf(table));
  std::vector<double> covariance(size_t{d} * d, 0.0);
  for (NodeId id = 0; id < table.size(); ++id) {
    const float* row = rows.data() + size_t{id} * d;
    for (uint32_t i = 0; i < d; ++i) {
      for (uint32_t j = 0; j < d; ++j)
        covariance[i * d + j] += static_cast<double>(row[i]) * static_cast<double>(row[j]) / table.size();
    }
  }
  const std::vector<double> most = symmetricEigen(covariance, d).values;
  for (const uint32_t kept : {8U, 16U, 32U}) {
    CAPTURE(kept);
    const double best = sumOf({most.begin(), most.begin() + static_cast<std::ptrdiff_t>(kept)});
    const double got = sumOf(rotatedVariances(learned(table, kept, 4), table));
    CHECK(got <= best * 1.0001);
    CHECK(got > 0.95 * best);  // four bits an entry turn the axes a little
    // The same number of coordinates as they come.
    CHECK(got > 1.5 * sumOf(most) * kept / d);
  }
}

TEST_CASE("rotation: finds the axes of the data") {
  // A cloud along (1, 1): the first axis must be that direction.
  Random random(5);
  std::vector<float> rows;
  for (int i = 0; i < 400; ++i) {
    const double along = leann::testing::gaussian(random) * 10;
    const double across = leann::testing::gaussian(random) * 0.1;
    rows.push_back(static_cast<float>(along + across));
    rows.push_back(static_cast<float>(along - across));
  }
  const TestTable table = tableOf(rows, 2, Metric::kL2);
  const std::vector<double> variances = rotatedVariances(learned(table, 2, 1), table);
  CHECK(variances[0] > 150);
  CHECK(variances[1] < 0.1);
  CHECK(rotatedVariances(learned(table, 1, 1), table)[0] > 150);
}

TEST_CASE("rotation: variance is balanced between subspaces, unlike that of plain principal axes") {
  for (const uint32_t subspaces : {4U, 8U, 16U}) {
    CAPTURE(subspaces);
    constexpr uint32_t d = 48;
    const TestTable table = tableOf(clusteredVectors(1000, d, 6), d);
    const double balanced = imbalance(rotatedVariances(learned(table, d, subspaces), table), subspaces);
    // One subspace keeps the axes in order of variance: PCA as it comes.
    const std::vector<double> plain = rotatedVariances(learned(table, d, 1), table);
    CHECK(plain[0] == *std::max_element(plain.begin(), plain.end()));
    CHECK(balanced < imbalance(plain, subspaces) / 2.5);
  }
}

TEST_CASE("rotation: identical samples and a single sample still give a rotation") {
  for (const uint32_t count : {1U, 5U}) {
    std::vector<float> rows;
    for (uint32_t i = 0; i < count; ++i) rows.insert(rows.end(), {0.6F, 0.8F, 0.0F, 0.0F});
    CHECK(defect(learned(tableOf(rows, 4), 4, 2)) < 1e-5F);
  }
}

TEST_CASE("rotation: stored parts make the same rotation, to the last bit") {
  for (const uint32_t rows : {16U, 9U}) {
    const TestTable table = tableOf(clusteredVectors(200, 16, 8), 16);
    const Rotation first = learned(table, rows, 4);
    const Rotation second = restored(first);
    CHECK(second.rows() == rows);
    CHECK(matrixOf(first) == matrixOf(second));
  }
}

TEST_CASE(
    "rotation: a stored row that others make up, or that is zero, becomes zero, not a number that is none") {
  const Rotation rotation(3, {7, 0, 0, 7, 0, 0, 0, 0, 0}, {0.1F, 0.2F, 0.3F}, {2, 0, 1});
  const float in[] = {3, 4, 5};
  float out[3];
  rotation.apply(in, out);
  CHECK(out[2] == 3);
  CHECK(out[0] == 0);
  CHECK(out[1] == 0);
}

TEST_CASE("rotation: a random one is orthogonal, and makes all coordinates alike") {
  constexpr uint32_t d = 48;
  const Rotation rotation = Rotation::random(d, 3);
  CHECK(rotation.kind() == RotationKind::kRandom);
  CHECK(rotation.dimension() == d);
  CHECK(rotation.rows() == d);
  CHECK(rotation.values().empty());
  CHECK(rotation.scales().empty());
  CHECK(rotation.order().empty());
  CHECK(defect(rotation) < 1e-5F);
  CHECK(matrixOf(rotation) == matrixOf(Rotation::random(d, 3)));
  CHECK(matrixOf(rotation) != matrixOf(Rotation::random(d, 4)));

  // Data in one coordinate alone is spread over all of them.
  std::vector<float> rows;
  Random random(7);
  for (int i = 0; i < 500; ++i) {
    rows.push_back(static_cast<float>(testing::gaussian(random)));
    rows.insert(rows.end(), d - 1, 0.0F);
  }
  const std::vector<double> variances = rotatedVariances(rotation, tableOf(rows, d, Metric::kL2));
  CHECK(*std::max_element(variances.begin(), variances.end()) < 0.3);
}
