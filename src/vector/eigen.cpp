#include "vector/eigen.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace leann {
namespace {

// A symmetric tridiagonal matrix T and the orthogonal Q (row-major) with A = Q^T T Q, row i of Q being basis
// vector i.
struct Tridiagonal {
  std::vector<double> diagonal;
  std::vector<double> below;  // below[i] joins i and i + 1; below[n - 1] = 0
  std::vector<double> basis;
};

// Householder reflections H_k = I - 2 w w^T, each clearing column k below the subdiagonal.
Tridiagonal tridiagonalize(std::vector<double> a, uint32_t n) {
  Tridiagonal result{std::vector<double>(n), std::vector<double>(n, 0.0),
                     std::vector<double>(size_t{n} * n, 0.0)};
  for (uint32_t i = 0; i < n; ++i) result.basis[size_t{i} * n + i] = 1.0;
  std::vector<double> w(n), p(n);
  for (uint32_t k = 0; k + 2 < n; ++k) {
    double norm2 = 0;
    for (uint32_t i = k + 1; i < n; ++i) norm2 += a[size_t{i} * n + k] * a[size_t{i} * n + k];
    const double head = a[size_t{k + 1} * n + k];
    const double norm = std::sqrt(norm2);
    if (norm == std::fabs(head)) continue;  // already clear
    const double alpha = head > 0 ? -norm : norm;
    std::fill(w.begin(), w.end(), 0.0);
    for (uint32_t i = k + 1; i < n; ++i) w[i] = a[size_t{i} * n + k];
    w[k + 1] -= alpha;
    double length2 = 0;
    for (uint32_t i = k + 1; i < n; ++i) length2 += w[i] * w[i];
    const double scale = 1.0 / std::sqrt(length2);
    for (uint32_t i = k + 1; i < n; ++i) w[i] *= scale;

    // A <- H A H = A - w v^T - v w^T, with v = 2 (A w - (w . A w) w).
    double wp = 0;
    for (uint32_t i = k; i < n; ++i) {
      double sum = 0;
      for (uint32_t j = k + 1; j < n; ++j) sum += a[size_t{i} * n + j] * w[j];
      p[i] = sum;
      wp += w[i] * sum;
    }
    for (uint32_t i = k; i < n; ++i) p[i] = 2 * (p[i] - wp * w[i]);
    for (uint32_t i = k; i < n; ++i) {
      for (uint32_t j = k; j < n; ++j) a[size_t{i} * n + j] -= w[i] * p[j] + p[i] * w[j];
    }
    // basis <- H basis.
    std::fill(p.begin(), p.end(), 0.0);
    for (uint32_t i = k + 1; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) p[j] += w[i] * result.basis[size_t{i} * n + j];
    }
    for (uint32_t i = k + 1; i < n; ++i) {
      for (uint32_t j = 0; j < n; ++j) result.basis[size_t{i} * n + j] -= 2 * w[i] * p[j];
    }
  }
  for (uint32_t i = 0; i < n; ++i) {
    result.diagonal[i] = a[size_t{i} * n + i];
    if (i + 1 < n) result.below[i] = a[size_t{i + 1} * n + i];
  }
  return result;
}

// One implicit QL sweep with Wilkinson's shift on the unreduced block first .. last.
void sweep(Tridiagonal& t, uint32_t first, uint32_t last, uint32_t n) {
  std::vector<double>& d = t.diagonal;
  std::vector<double>& e = t.below;
  const double half = (d[first + 1] - d[first]) / (2 * e[first]);
  const double root = std::sqrt(half * half + 1);
  double g = d[last] - d[first] + e[first] / (half + (half >= 0 ? root : -root));
  double s = 1, c = 1, p = 0;
  for (uint32_t i = last; i-- > first;) {
    const double f = s * e[i];
    const double b = c * e[i];
    const double r = std::sqrt(f * f + g * g);
    e[i + 1] = r;
    if (r == 0) {  // the block split under the sweep
      d[i + 1] -= p;
      e[last] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const double h = d[i + 1] - p;
    const double q = (d[i] - h) * s + 2 * c * b;
    p = s * q;
    d[i + 1] = h + p;
    g = c * q - b;
    double* lower = t.basis.data() + size_t{i} * n;
    double* upper = lower + n;
    for (uint32_t k = 0; k < n; ++k) {
      const double x = upper[k];
      upper[k] = s * lower[k] + c * x;
      lower[k] = c * lower[k] - s * x;
    }
  }
  d[first] -= p;
  e[first] = g;
  e[last] = 0;
}

}  // namespace

Eigen symmetricEigen(std::vector<double> matrix, uint32_t n) {
  Tridiagonal t = tridiagonalize(std::move(matrix), n);
  constexpr int kMostSweeps = 64;  // an eigenvalue takes two or three; past this the input was not finite
  for (uint32_t first = 0; first < n; ++first) {
    for (int tries = 0; tries < kMostSweeps; ++tries) {
      uint32_t last = first;
      while (last + 1 < n) {
        const double size = std::fabs(t.diagonal[last]) + std::fabs(t.diagonal[last + 1]);
        if (std::fabs(t.below[last]) <= std::numeric_limits<double>::epsilon() * size) break;
        ++last;
      }
      if (last == first) break;
      sweep(t, first, last, n);
    }
  }
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return t.diagonal[a] != t.diagonal[b] ? t.diagonal[a] > t.diagonal[b] : a < b;
  });
  Eigen result;
  for (const uint32_t i : order) {
    result.values.push_back(t.diagonal[i]);
    const double* row = t.basis.data() + size_t{i} * n;
    result.vectors.insert(result.vectors.end(), row, row + n);
  }
  return result;
}

}  // namespace leann
