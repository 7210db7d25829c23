// Eigenvectors: A v = lambda v, orthonormal, in falling order, for easy and awkward matrices alike.
#include "vector/eigen.h"

#include "test_data.h"

using namespace leann;

namespace {

using Matrix = std::vector<double>;

Matrix randomMatrix(uint32_t rows, uint32_t columns, uint64_t seed) {
  Random random(seed);
  Matrix m(size_t{rows} * columns);
  for (double& x : m) x = leann::testing::gaussian(random);
  return m;
}

Matrix diagonal(const std::vector<double>& values) {
  const size_t n = values.size();
  Matrix m(n * n, 0.0);
  for (size_t i = 0; i < n; ++i) m[i * n + i] = values[i];
  return m;
}

// B^T diag(values) B with an orthogonal B, made from reflections.
Matrix withEigenvalues(const std::vector<double>& values, uint64_t seed) {
  const auto n = static_cast<uint32_t>(values.size());
  Matrix m = diagonal(values);
  for (uint64_t round = 0; round < 3; ++round) {
    const Matrix w = randomMatrix(n, 1, seed + round);
    double norm2 = 0;
    for (const double x : w) norm2 += x * x;
    Matrix h(size_t{n} * n), left(size_t{n} * n, 0.0), both(size_t{n} * n, 0.0);
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) h[size_t{i} * n + j] = (i == j ? 1 : 0) - 2 * w[i] * w[j] / norm2;
    }
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) {
        for (uint32_t k = 0; k < n; ++k)
          left[size_t{i} * n + j] += h[size_t{i} * n + k] * m[size_t{k} * n + j];
      }
    }
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) {
        for (uint32_t k = 0; k < n; ++k)
          both[size_t{i} * n + j] += left[size_t{i} * n + k] * h[size_t{k} * n + j];
      }
    }
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) {
        m[size_t{i} * n + j] = (both[size_t{i} * n + j] + both[size_t{j} * n + i]) / 2;
      }
    }
  }
  return m;
}

// Checks the decomposition to `tolerance` times the matrix's largest entry, and returns it.
Eigen checkedEigen(const Matrix& a, uint32_t n, double tolerance = 1e-12) {
  CAPTURE(n);
  double largest = 0;
  for (const double x : a) largest = std::max(largest, std::fabs(x));
  const double bound = tolerance * largest * n;
  Eigen result = symmetricEigen(a, n);
  REQUIRE(result.values.size() == n);
  REQUIRE(result.vectors.size() == size_t{n} * n);
  CHECK(std::is_sorted(result.values.rbegin(), result.values.rend()));
  double worstResidual = 0, worstOverlap = 0;
  for (uint32_t v = 0; v < n; ++v) {
    const double* vector = result.vectors.data() + size_t{v} * n;
    for (uint32_t i = 0; i < n; ++i) {
      double product = 0;
      for (uint32_t j = 0; j < n; ++j) product += a[size_t{i} * n + j] * vector[j];
      worstResidual = std::max(worstResidual, std::fabs(product - result.values[v] * vector[i]));
    }
    for (uint32_t u = 0; u <= v; ++u) {
      double overlap = u == v ? -1 : 0;
      for (uint32_t i = 0; i < n; ++i) overlap += vector[i] * result.vectors[size_t{u} * n + i];
      worstOverlap = std::max(worstOverlap, std::fabs(overlap));
    }
  }
  CHECK(worstResidual <= bound);
  CHECK(worstOverlap <= tolerance * n);
  return result;
}

}  // namespace

TEST_CASE("eigen: one dimension") {
  const Eigen result = checkedEigen({-7}, 1);
  CHECK(result.values[0] == -7);
  CHECK(std::fabs(result.vectors[0]) == 1);
}

TEST_CASE("eigen: two dimensions by hand") {
  const Eigen result = checkedEigen({2, 1, 1, 2}, 2);
  CHECK(result.values[0] == doctest::Approx(3));
  CHECK(result.values[1] == doctest::Approx(1));
  CHECK(result.vectors[0] == doctest::Approx(result.vectors[1]));
  CHECK(result.vectors[2] == doctest::Approx(-result.vectors[3]));
}

TEST_CASE("eigen: a matrix whose eigenvalues have a closed form") {
  constexpr uint32_t n = 30;  // the second difference: 2 - 2 cos(k pi / (n + 1))
  Matrix a(size_t{n} * n, 0.0);
  for (uint32_t i = 0; i < n; ++i) {
    a[size_t{i} * n + i] = 2;
    if (i + 1 < n) a[size_t{i} * n + i + 1] = a[size_t{i + 1} * n + i] = -1;
  }
  const Eigen result = checkedEigen(a, n);
  for (uint32_t k = 1; k <= n; ++k) {
    CHECK(result.values[n - k] == doctest::Approx(2 - 2 * std::cos(k * std::acos(-1.0) / (n + 1))));
  }
}

TEST_CASE("eigen: random symmetric matrices of many sizes") {
  for (const uint32_t n : {2U, 3U, 4U, 5U, 16U, 33U, 64U}) {
    const Matrix m = randomMatrix(n, n, n);
    Matrix a(m.size());
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) a[size_t{i} * n + j] = m[size_t{i} * n + j] + m[size_t{j} * n + i];
    }
    checkedEigen(a, n);
  }
}

TEST_CASE("eigen: diagonal, identity and zero matrices") {
  const Eigen result = checkedEigen(diagonal({3, -1, 10, 0, 10}), 5);
  CHECK(result.values == std::vector<double>{10, 10, 3, 0, -1});
  checkedEigen(diagonal(std::vector<double>(64, 1.0)), 64);
  const Eigen zero = checkedEigen(Matrix(64 * 64, 0.0), 64);
  CHECK(zero.values == std::vector<double>(64, 0.0));
}

TEST_CASE("eigen: known eigenvalues, repeated and graded") {
  for (const std::vector<double>& values :
       {std::vector<double>{5, 2, 2, 2, 1, 1, 0}, std::vector<double>{4, 4, 4, 4, 4, 4},
        std::vector<double>{1, 1e-3, 1e-6, 1e-9, 0, 0, 0}, std::vector<double>{1e9, 1, 1, -1e9}}) {
    const Eigen result = checkedEigen(withEigenvalues(values, 7), static_cast<uint32_t>(values.size()));
    const double largest = values.front();
    for (size_t i = 0; i < values.size(); ++i)
      CHECK(std::fabs(result.values[i] - values[i]) < 1e-12 * largest);
  }
}

TEST_CASE("eigen: a covariance of fewer samples than dimensions") {
  constexpr uint32_t n = 40, samples = 6;
  const Matrix x = randomMatrix(samples, n, 11);
  Matrix a(size_t{n} * n, 0.0);
  for (uint32_t s = 0; s < samples; ++s) {
    for (uint32_t i = 0; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) a[size_t{i} * n + j] += x[size_t{s} * n + i] * x[size_t{s} * n + j];
    }
  }
  const Eigen result = checkedEigen(a, n);
  CHECK(result.values[samples - 1] > 1);
  for (uint32_t i = samples; i < n; ++i) CHECK(std::fabs(result.values[i]) < 1e-10);
}

TEST_CASE("eigen: very small and very large entries") {
  for (const double scale : {1e-60, 1e-20, 1e20, 1e60}) {
    Matrix a = withEigenvalues({7, 5, 3, 1}, 3);
    for (double& x : a) x *= scale;
    const Eigen result = checkedEigen(a, 4);
    CHECK(result.values[0] == doctest::Approx(7 * scale));
  }
}

TEST_CASE("eigen: the same input gives the same bits") {
  const Matrix a = withEigenvalues({9, 8, 7, 3, 3, 1, 0.5, 0}, 5);
  const Eigen first = symmetricEigen(a, 8);
  const Eigen second = symmetricEigen(a, 8);
  CHECK(first.values == second.values);
  CHECK(first.vectors == second.vectors);
}
