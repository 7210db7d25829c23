// e^x of our own, against the library's.
#include "base/exponential.h"

#include <cmath>
#include <limits>

#include "test_data.h"

using namespace leann;

TEST_CASE("exponential: within what is stated, wherever it is asked") {
  for (float x = -86; x < 87; x += 0.0371F) {
    const double exact = std::exp(static_cast<double>(x));
    CAPTURE(x);
    CHECK(std::fabs(static_cast<double>(exponential(x)) - exact) < 1e-5 * exact);
  }
  CHECK(exponential(0) == 1);
}

TEST_CASE("exponential: neither overflows nor says what is not a number") {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  CHECK(exponential(-100) == 0);
  CHECK(exponential(-kInfinity) == 0);
  CHECK(std::isfinite(exponential(kInfinity)));
  CHECK(exponential(kInfinity) == exponential(87));
  CHECK(exponential(std::numeric_limits<float>::quiet_NaN()) == 0);
}
