// Eigenvectors of a real symmetric matrix, for principal component analysis.
#pragma once

#include <cstdint>
#include <vector>

namespace leann {

struct Eigen {
  std::vector<double> values;   // descending
  std::vector<double> vectors;  // n x n row-major; row i is the unit eigenvector of values[i]
};

/// `matrix`: n x n row-major, symmetric. Householder reduction to tridiagonal form, then implicit QL (Golub &
/// Van Loan, Matrix Computations, 8.3). Uses + - * / sqrt alone, so the result is the same on every platform.
/// O(n^3).
Eigen symmetricEigen(std::vector<double> matrix, uint32_t n);

}  // namespace leann
