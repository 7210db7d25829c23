// The vector table: rows go in whole and checked, or not at all.
#include "vector/vector_table.h"

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

std::vector<float> rowOf(const VectorTable& table, NodeId id) {
  std::vector<float> row(table.dimension());
  table.read(id, row.data());
  return row;
}

}  // namespace

TEST_CASE("vector table: rows come back, rounded to 127ths of their largest component") {
  VectorTable table(3, Metric::kL2);
  CHECK(table.size() == 0);
  REQUIRE(table.append(std::vector<float>{127, 2, 3.5F, 4, 5, -254}).ok());
  REQUIRE(table.append({}).ok());
  REQUIRE(table.append(std::vector<float>{0, 0, 0}).ok());
  CHECK(table.size() == 3);
  CHECK(table.dimension() == 3);
  CHECK(table.metric() == Metric::kL2);
  CHECK(table.scale(0) == 1);
  CHECK(table.scale(1) == 2);
  CHECK(rowOf(table, 0) == std::vector<float>{127, 2, 4});  // halves are rounded up
  CHECK(rowOf(table, 1) == std::vector<float>{4, 6, -254});
  CHECK(rowOf(table, 2) == std::vector<float>{0, 0, 0});
  CHECK(std::vector<int8_t>(table.values(1).begin(), table.values(1).end()) ==
        std::vector<int8_t>{2, 3, -127});
}

TEST_CASE("vector table: no component is off by more than half the scale, at any magnitude") {
  Random random(1);
  for (const float size : {1e-30F, 1e-3F, 1.0F, 1e6F / 6}) {
    VectorTable table(40, Metric::kInnerProduct);
    std::vector<float> rows = testing::gaussianVector(random, size_t{50} * 40);
    for (float& x : rows) x *= size;
    REQUIRE(table.append(rows).ok());
    for (NodeId id = 0; id < 50; ++id) {
      const std::vector<float> row = rowOf(table, id);
      for (uint32_t i = 0; i < 40; ++i) {
        const float error = std::fabs(row[i] - rows[size_t{id} * 40 + i]);
        if (error > 0.50001F * table.scale(id)) FAIL_CHECK(error << " of " << table.scale(id));
      }
    }
  }
}

TEST_CASE("vector table: what is too small for a scale becomes zero") {
  VectorTable table(2, Metric::kInnerProduct);
  REQUIRE(table.append(std::vector<float>{1e-44F, -1e-44F, 1e-37F, -1e-38F}).ok());
  CHECK(rowOf(table, 0) == std::vector<float>{0, 0});
  CHECK(rowOf(table, 1)[0] == doctest::Approx(1e-37).epsilon(0.1));
  CHECK(std::isfinite(table.distanceBetween(0, 1)));
}

TEST_CASE("vector table: distances are those of the rounded rows, in either metric") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    for (const uint32_t d : {1U, 15U, 16U, 384U}) {
      const VectorTable table = testing::tableOf(testing::clusteredVectors(40, d, d), d, metric);
      for (NodeId a = 0; a < 40; ++a) {
        const std::vector<float> x = rowOf(table, a);
        CHECK(table.distanceBetween(a, a) ==
              doctest::Approx(metric == Metric::kL2 ? 0.0F : -dot(x.data(), x.data(), d)));
        for (NodeId b = 0; b < a; ++b) {
          const float found = table.distanceBetween(a, b);
          const float expected = distance(metric, x.data(), rowOf(table, b).data(), d);
          if (std::fabs(found - expected) > 2e-6F) FAIL_CHECK(found << " instead of " << expected);
          if (found != table.distanceBetween(b, a)) FAIL_CHECK("not symmetric");
        }
      }
    }
  }
}

TEST_CASE("vector table: L2 is exactly zero between equal rows, and never below") {
  Random random(3);
  VectorTable table(33, Metric::kL2);
  for (int i = 0; i < 60; ++i) {
    std::vector<float> row = testing::gaussianVector(random, 33);
    REQUIRE(table.append(row).ok());
    REQUIRE(table.append(row).ok());
    for (float& x : row) x *= 1.0001F;  // the same values, at another scale
    REQUIRE(table.append(row).ok());
  }
  for (NodeId id = 0; id < table.size(); id += 3) {
    CHECK(table.distanceBetween(id, id) == 0);
    CHECK(table.distanceBetween(id, id + 1) == 0);
    CHECK(table.distanceBetween(id, id + 2) >= 0);
    CHECK(table.distanceBetween(id, id + 2) < 1e-4F);
  }
}

TEST_CASE("vector table: the largest rows have finite distances") {
  const std::vector<float> rows(size_t{2} * 65535, 1e6F);
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const VectorTable table = testing::tableOf(rows, 65535, metric);
    const double expected = metric == Metric::kL2 ? 0 : -65535e12;
    CHECK(static_cast<double>(table.distanceBetween(0, 1)) == doctest::Approx(expected));
  }
}

TEST_CASE("vector table: holds every vector once, in about a byte a component") {
  const std::vector<float> batch = testing::clusteredVectors(100, 384, 4);
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    VectorTable table(384, metric);
    size_t most = 0;
    for (int i = 0; i < 50; ++i) {
      REQUIRE(table.append(batch).ok());
      most = std::max(most, table.memory());
    }
    CHECK(table.size() == 5000);
    const size_t row = 384 + (metric == Metric::kL2 ? 8 : 4);
    CHECK(table.memory() >= 5000 * row);
    CHECK(most <= 5120 * row + 1024);  // whole blocks, and their addresses
  }
  VectorTable reserved(384, Metric::kInnerProduct);
  reserved.reserve(5000);
  const size_t before = reserved.memory();
  for (int i = 0; i < 50; ++i) REQUIRE(reserved.append(batch).ok());
  CHECK(reserved.memory() == before);
  CHECK(before <= 5000 * 388 + 1024);
}

TEST_CASE("vector table: one row at a time, or all at once, it is the same table") {
  const std::vector<float> rows = testing::clusteredVectors(2500, 5, 5);
  const VectorTable whole = testing::tableOf(rows, 5);
  VectorTable grown(5, Metric::kInnerProduct);
  for (NodeId id = 0; id < 2500; ++id) {
    REQUIRE(grown.append(std::span(rows).subspan(size_t{id} * 5, 5)).ok());
  }
  REQUIRE(grown.size() == whole.size());
  bool equal = true;
  for (NodeId id = 0; id < 2500; ++id) equal = equal && rowOf(grown, id) == rowOf(whole, id);
  CHECK(equal);
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
