// k-means: finds clusters that are there, survives points that make none, and repeats itself.
#include "vector/kmeans.h"

#include <set>

#include "test_data.h"
#include "vector/distance.h"

using namespace leann;
using leann::testing::gaussian;
using leann::testing::gaussianVector;

namespace {

// The mean squared distance of the points from their nearest centroid.
double meanError(const std::vector<float>& points, const std::vector<float>& centroids, uint32_t dimension) {
  double sum = 0;
  for (size_t p = 0; p < points.size(); p += dimension) {
    float nearest = squaredL2(points.data() + p, centroids.data(), dimension);
    for (size_t c = 0; c < centroids.size(); c += dimension) {
      nearest = std::min(nearest, squaredL2(points.data() + p, centroids.data() + c, dimension));
    }
    sum += static_cast<double>(nearest);
  }
  return sum / static_cast<double>(points.size() / dimension);
}

}  // namespace

TEST_CASE("centroid search: agrees with trying them all") {
  Random random(1);
  for (const uint32_t count : {1U, 2U, 15U, 16U, 17U, 100U, 256U}) {
    for (const uint32_t dimension : {1U, 3U, 8U}) {
      const std::vector<float> centroids = gaussianVector(random, size_t{count} * dimension);
      const CentroidSearch search(centroids, dimension);
      for (int i = 0; i < 50; ++i) {
        const std::vector<float> point = gaussianVector(random, dimension);
        float best = squaredL2(point.data(), centroids.data(), dimension);
        for (uint32_t c = 1; c < count; ++c) {
          best = std::min(best, squaredL2(point.data(), centroids.data() + size_t{c} * dimension, dimension));
        }
        const uint32_t found = search.nearest(point.data());
        REQUIRE(found < count);
        CHECK(static_cast<double>(
                  squaredL2(point.data(), centroids.data() + size_t{found} * dimension, dimension)) ==
              doctest::Approx(static_cast<double>(best)).epsilon(1e-4));
      }
    }
  }
}

TEST_CASE("centroid search: ties go to the lower index") {
  std::vector<float> centroids(40, 1.0F);
  centroids[3] = 0.0F;
  centroids[20] = 0.0F;
  const CentroidSearch search(centroids, 1);
  const float zero = 0, one = 1;
  CHECK(search.nearest(&zero) == 3);
  CHECK(search.nearest(&one) == 0);
}

TEST_CASE("kmeans: finds well separated clusters") {
  Random random(2);
  constexpr uint32_t kClusters = 16, kDimension = 4;
  std::vector<float> centres;
  for (uint32_t c = 0; c < kClusters; ++c) {
    for (uint32_t j = 0; j < kDimension; ++j) centres.push_back((c >> j & 1U) != 0 ? 10.0F : -10.0F);
  }
  std::vector<float> points;
  for (uint32_t i = 0; i < 800; ++i) {
    for (uint32_t j = 0; j < kDimension; ++j) {
      points.push_back(centres[size_t{i % kClusters} * kDimension + j] +
                       static_cast<float>(gaussian(random) * 0.1));
    }
  }
  const std::vector<float> found = kmeans(points, kDimension, kClusters, 12, 1);
  REQUIRE(found.size() == centres.size());
  for (uint32_t c = 0; c < kClusters; ++c) {
    const auto begin = centres.begin() + static_cast<std::ptrdiff_t>(c * kDimension);
    const std::vector<float> centre(begin, begin + kDimension);
    CHECK(meanError(centre, found, kDimension) < 0.01);
  }
}

TEST_CASE("kmeans: more centroids or more rounds leave less error") {
  const std::vector<float> points = leann::testing::clusteredVectors(1000, 8, 3);
  const auto error = [&](uint32_t count, uint32_t rounds) {
    return meanError(points, kmeans(points, 8, count, rounds, 1), 8);
  };
  CHECK(error(64, 12) < error(16, 12));
  CHECK(error(16, 12) < error(4, 12));
  CHECK(error(16, 12) < error(16, 0));
}

TEST_CASE("kmeans: fewer points than centroids: every point becomes one, and nothing else") {
  const std::vector<float> points{0, 0, 5, 5, 9, 1};
  const std::vector<float> found = kmeans(points, 2, 16, 12, 1);
  REQUIRE(found.size() == 32);
  CHECK(meanError(points, found, 2) == 0);
  CHECK(meanError(found, points, 2) == 0);
}

TEST_CASE("kmeans: one point, identical points, zero points") {
  for (const std::vector<float>& points :
       {std::vector<float>{3, 4}, std::vector<float>(200, 0.25F), std::vector<float>(200, 0.0F)}) {
    for (const uint32_t count : {1U, 16U, 256U}) {
      const std::vector<float> found = kmeans(points, 2, count, 12, 1);
      REQUIRE(found.size() == size_t{count} * 2);
      for (size_t i = 0; i < found.size(); ++i) CHECK(found[i] == points[i % 2]);
    }
  }
}

TEST_CASE("kmeans: a cluster that runs empty is put to use") {
  // Two heaps far apart and one outlier: whatever the seeds, three centroids must end on three places.
  std::vector<float> points(100, 0.0F);
  points.insert(points.end(), 100, 50.0F);
  points.push_back(1000.0F);
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const std::vector<float> found = kmeans(points, 1, 3, 12, seed);
    CHECK(std::set<float>(found.begin(), found.end()) == std::set<float>{0.0F, 50.0F, 1000.0F});
  }
}

TEST_CASE("kmeans: repeats itself, and the seed matters") {
  const std::vector<float> points = leann::testing::clusteredVectors(500, 6, 4);
  CHECK(kmeans(points, 6, 16, 5, 9) == kmeans(points, 6, 16, 5, 9));
  CHECK(kmeans(points, 6, 16, 5, 9) != kmeans(points, 6, 16, 5, 10));
}
