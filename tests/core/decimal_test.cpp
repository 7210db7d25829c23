// Numbers in error messages are short, whatever they are.
#include "base/decimal.h"

#include <limits>

#include "doctest/doctest.h"

using leann::decimal;

TEST_CASE("numbers in messages are written as people write them") {
  CHECK(decimal(0) == "0");
  CHECK(decimal(37) == "37");
  CHECK(decimal(-1) == "-1");
  CHECK(decimal(0.5) == "0.5");
  CHECK(decimal(0.050001) == "0.050001");
  CHECK(decimal(1.9999999) == "2");
  CHECK(decimal(1e12) == "1000000000000");
  CHECK(decimal(1e300) == "above 1000000000000");
  CHECK(decimal(-std::numeric_limits<double>::infinity()) == "-Infinity");
  CHECK(decimal(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}
