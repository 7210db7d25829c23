// The rotation: nearly orthogonal, and it deals variance out evenly to the subspaces.
#include "rotation.h"

#include "eigen.h"
#include "test_data.h"

using namespace leann;
using leann::testing::clusteredVectors;
using leann::testing::tableOf;
using leann::testing::TestTable;

namespace {

std::vector<float> meanOf(const TestTable& table) {
  std::vector<float> mean(table.dimension(), 0.0F);
  for (NodeId id = 0; id < table.size(); ++id) {
    for (uint32_t i = 0; i < mean.size(); ++i) mean[i] += table.row(id)[i] / static_cast<float>(table.size());
  }
  return mean;
}

// Variances of the rotated sample, by output dimension.
std::vector<double> rotatedVariances(const Rotation& rotation, const TestTable& table,
                                     const std::vector<float>& mean) {
  const uint32_t d = table.dimension();
  std::vector<double> variances(d, 0.0);
  std::vector<float> centred(d), out(d);
  for (NodeId id = 0; id < table.size(); ++id) {
    for (uint32_t i = 0; i < d; ++i) centred[i] = table.row(id)[i] - mean[i];
    rotation.apply(centred.data(), out.data());
    for (uint32_t i = 0; i < d; ++i)
      variances[i] += static_cast<double>(out[i]) * static_cast<double>(out[i]);
  }
  for (double& v : variances) v /= table.size();
  return variances;
}

// How far apart the subspaces' products of variances are: the difference of their logarithms.
double imbalance(const std::vector<double>& variances, uint32_t subspaces) {
  const auto d = static_cast<uint32_t>(variances.size());
  std::vector<double> logs;
  for (uint32_t j = 0; j < subspaces; ++j) {
    double sum = 0;
    for (uint32_t i = subspaceBegin(j, subspaces, d); i < subspaceBegin(j + 1, subspaces, d); ++i) {
      sum += std::log(variances[i]);
    }
    logs.push_back(sum);
  }
  return *std::max_element(logs.begin(), logs.end()) - *std::min_element(logs.begin(), logs.end());
}

// The largest entry of R R^T - I.
double defect(const Rotation& rotation) {
  const uint32_t d = rotation.dimension();
  const auto entry = [&](uint32_t i, uint32_t j) {
    return static_cast<double>(rotation.values()[size_t{i} * d + j]) *
           static_cast<double>(rotation.scales()[i]);
  };
  double worst = 0;
  for (uint32_t a = 0; a < d; ++a) {
    for (uint32_t b = 0; b <= a; ++b) {
      double sum = a == b ? -1 : 0;
      for (uint32_t j = 0; j < d; ++j) sum += entry(a, j) * entry(b, j);
      worst = std::max(worst, std::fabs(sum));
    }
  }
  return worst;
}

}  // namespace

TEST_CASE("rotation: subspaces cover the dimensions and differ by at most one") {
  for (const uint32_t d : {1U, 7U, 48U, 384U, 385U}) {
    for (uint32_t subspaces = 1; subspaces <= d; ++subspaces) {
      CHECK(subspaceBegin(0, subspaces, d) == 0);
      CHECK(subspaceBegin(subspaces, subspaces, d) == d);
      for (uint32_t j = 0; j < subspaces; ++j) {
        const uint32_t width = subspaceBegin(j + 1, subspaces, d) - subspaceBegin(j, subspaces, d);
        if (width != d / subspaces && width != d / subspaces + 1) FAIL("width " << width);
      }
    }
  }
}

TEST_CASE("rotation: nearly orthogonal, and undone by its transpose") {
  for (const uint32_t d : {1U, 2U, 8U, 32U, 96U}) {
    CAPTURE(d);
    const TestTable table = tableOf(clusteredVectors(500, d, d), d);
    const Rotation rotation = Rotation::learn(table, meanOf(table), std::max(1U, d / 8));
    CHECK(rotation.dimension() == d);
    CHECK(defect(rotation) < 0.02);

    std::vector<float> there(d), back(d);
    rotation.apply(table.row(0), there.data());
    rotation.applyTransposed(there.data(), back.data());
    CHECK(dot(there.data(), there.data(), d) == doctest::Approx(1).epsilon(0.03));
    CHECK(squaredL2(back.data(), table.row(0), d) < 0.001F);
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
  const Rotation rotation = Rotation::learn(table, meanOf(table), 1);
  const std::vector<double> variances = rotatedVariances(rotation, table, meanOf(table));
  CHECK(variances[0] > 150);
  CHECK(variances[1] < 0.1);
}

TEST_CASE("rotation: variance is balanced between subspaces, unlike that of plain principal axes") {
  for (const uint32_t subspaces : {4U, 8U, 16U}) {
    CAPTURE(subspaces);
    constexpr uint32_t d = 48;
    const TestTable table = tableOf(clusteredVectors(1000, d, 6), d);
    const std::vector<float> mean = meanOf(table);
    std::vector<double> dealt = rotatedVariances(Rotation::learn(table, mean, subspaces), table, mean);
    const double balanced = imbalance(dealt, subspaces);
    // One subspace keeps the axes in order of variance: PCA as it comes.
    std::vector<double> plain = rotatedVariances(Rotation::learn(table, mean, 1), table, mean);
    CHECK(plain[0] == *std::max_element(plain.begin(), plain.end()));
    CHECK(balanced < imbalance(plain, subspaces) / 3);
  }
}

TEST_CASE("rotation: identical samples and a single sample still give a rotation") {
  for (const uint32_t count : {1U, 5U}) {
    std::vector<float> rows;
    for (uint32_t i = 0; i < count; ++i) rows.insert(rows.end(), {0.6F, 0.8F, 0.0F, 0.0F});
    const TestTable table = tableOf(rows, 4);
    CHECK(defect(Rotation::learn(table, meanOf(table), 2)) < 0.02);
  }
}

TEST_CASE("rotation: stored parts make the same rotation") {
  const TestTable table = tableOf(clusteredVectors(200, 16, 8), 16);
  const Rotation learned = Rotation::learn(table, meanOf(table), 4);
  const Rotation restored({learned.values().begin(), learned.values().end()},
                          {learned.scales().begin(), learned.scales().end()});
  std::vector<float> a(16), b(16);
  learned.apply(table.row(3), a.data());
  restored.apply(table.row(3), b.data());
  CHECK(a == b);
}

TEST_CASE("rotation: a random one is orthogonal, and makes all coordinates alike") {
  constexpr uint32_t d = 48;
  const Rotation rotation = Rotation::random(d, 3);
  CHECK(rotation.kind() == RotationKind::kRandom);
  CHECK(rotation.dimension() == d);
  CHECK(rotation.values().empty());
  CHECK(rotation.scales().empty());

  const TestTable table = tableOf(clusteredVectors(1000, d, 6), d);
  std::vector<float> there(d), back(d);
  rotation.apply(table.row(0), there.data());
  rotation.applyTransposed(there.data(), back.data());
  CHECK(dot(there.data(), there.data(), d) == doctest::Approx(1));
  CHECK(squaredL2(back.data(), table.row(0), d) < 1e-10F);

  // Data in one coordinate alone is spread over all of them.
  std::vector<float> rows;
  Random random(7);
  for (int i = 0; i < 500; ++i) {
    rows.push_back(static_cast<float>(testing::gaussian(random)));
    rows.insert(rows.end(), d - 1, 0.0F);
  }
  const TestTable line = tableOf(rows, d, Metric::kL2);
  const std::vector<double> variances = rotatedVariances(rotation, line, meanOf(line));
  CHECK(*std::max_element(variances.begin(), variances.end()) < 0.3);
}
