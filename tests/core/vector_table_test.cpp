// The vector table: rows go in whole and checked, or not at all.
#include "vector_table.h"

#include <limits>

#include "test_data.h"

using namespace leann;

namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// `values` are refused with `code`, and the table stays as it was.
void checkRefused(VectorTable& table, const std::vector<float>& values, ErrorCode code, const char* message) {
  const uint32_t before = table.size();
  const Status status = table.append(values);
  CHECK(status.code() == code);
  CHECK(status.message() == message);
  CHECK(table.size() == before);
}

}  // namespace

TEST_CASE("vector table: rows come back as they went in") {
  VectorTable table(3, Metric::kL2);
  CHECK(table.size() == 0);
  REQUIRE(table.append(std::vector<float>{1, 2, 3, 4, 5, 6}).ok());
  REQUIRE(table.append({}).ok());
  REQUIRE(table.append(std::vector<float>{7, 8, 9}).ok());
  CHECK(table.size() == 3);
  CHECK(table.dimension() == 3);
  CHECK(table.metric() == Metric::kL2);
  CHECK(std::vector<float>(table.row(1), table.row(1) + 3) == std::vector<float>{4, 5, 6});
  CHECK(table.row(2)[2] == 9);
  CHECK(table.distanceBetween(0, 1) == 27);
}

TEST_CASE("vector table: distances follow the metric") {
  VectorTable table(2, Metric::kInnerProduct);
  REQUIRE(table.append(std::vector<float>{1, 2, 3, 4}).ok());
  CHECK(table.distanceBetween(0, 1) == -11);
}

TEST_CASE("vector table: bad rows are refused, all or none") {
  VectorTable table(2, Metric::kInnerProduct);
  REQUIRE(table.append(std::vector<float>{1, 0}).ok());
  checkRefused(table, {1, 2, 3}, ErrorCode::kDimensionMismatch,
               "leann: cannot add vector 1: the index has 2 dimensions");
  checkRefused(table, {1, 2, 3, kNaN}, ErrorCode::kNotFinite,
               "leann: cannot add vector 1: it holds NaN or infinity");
  checkRefused(table, {kInfinity, 2}, ErrorCode::kNotFinite,
               "leann: cannot add vector 0: it holds NaN or infinity");
  checkRefused(table, {1, -kInfinity}, ErrorCode::kNotFinite,
               "leann: cannot add vector 0: it holds NaN or infinity");
  checkRefused(table, {1, 2, 0, -0.0F}, ErrorCode::kZeroVector,
               "leann: cannot add vector 1: its length is zero");
  checkRefused(table, {1, 2, 3, -1.1e6F}, ErrorCode::kInvalidArgument,
               "leann: cannot add vector 1: a component is above 1,000,000");
  REQUIRE(table.append(std::vector<float>{-1e6F, 1e6F}).ok());
  CHECK(table.size() == 2);
}

TEST_CASE("vector table: the zero vector is a point like any other under L2") {
  VectorTable table(2, Metric::kL2);
  CHECK(table.append(std::vector<float>{0, 0}).ok());
  CHECK(table.size() == 1);
}

TEST_CASE("vector table: checkVectors says what the caller was about to do") {
  const Status status = checkVectors(std::vector<float>{1, kNaN}, 2, Metric::kInnerProduct, "search for");
  CHECK(status.message() == "leann: cannot search for vector 0: it holds NaN or infinity");
}
