// The cache of vectors: what it holds, what it forgets first, and that it never holds more than its budget.
#include "index/vector_cache.h"

#include <set>

#include "vector_cache_model.h"

using namespace leann;
using testing::rounded;

namespace {

constexpr uint32_t kDimension = testing::kCacheDimension;
const uint64_t kEntry = VectorCache::entryBytes(kDimension);

std::vector<float> vectorOf(NodeId id) {
  Random random(id);
  return testing::gaussianVector(random, kDimension);
}

std::vector<float> found(VectorCache& cache, NodeId id) {
  std::vector<float> out(cache.dimension());
  if (!cache.find(id, out)) out.clear();
  return out;
}

void insertAll(VectorCache& cache, std::initializer_list<NodeId> ids) {
  for (const NodeId id : ids) REQUIRE(cache.insert(id, vectorOf(id)).ok());
}

std::set<NodeId> heldOf(const VectorCache& cache, NodeId end) {
  std::set<NodeId> held;
  for (NodeId id = 0; id < end; ++id) {
    if (cache.contains(id)) held.insert(id);
  }
  return held;
}

std::vector<NodeId> byWorth(const VectorCache& cache) { return cache.snapshot(~uint64_t{0}).value().ids; }

using Ids = std::set<NodeId>;
using Order = std::vector<NodeId>;

}  // namespace

TEST_CASE("vector cache: finds what was put in, nearly") {
  VectorCache cache(kDimension, 100 * kEntry);
  CHECK(found(cache, 7).empty());
  insertAll(cache, {7, 9});
  const std::vector<float> vector = vectorOf(7);
  const std::vector<float> out = found(cache, 7);
  REQUIRE(out.size() == kDimension);
  for (uint32_t i = 0; i < kDimension; ++i) {
    CHECK(std::fabs(out[i] - vector[i]) <= std::max(std::fabs(vector[i]) / 2048, 0x1p-25F));
  }

  REQUIRE(cache.insert(7, vectorOf(8)).ok());
  CHECK(found(cache, 7) == rounded(vectorOf(8)));
  CHECK(found(cache, 9) == rounded(vectorOf(9)));
  CHECK(cache.stats().entries == 2);
}

TEST_CASE("vector cache: a miss leaves the caller's buffer alone") {
  VectorCache cache(kDimension, 100 * kEntry);
  std::vector<float> out(kDimension, 3.0F);
  CHECK(!cache.find(1, out));
  CHECK(out == std::vector<float>(kDimension, 3.0F));
}

TEST_CASE("vector cache: the least recently used goes first") {
  VectorCache cache(kDimension, 3 * kEntry);
  insertAll(cache, {0, 1, 2});
  (void)found(cache, 0);
  insertAll(cache, {3});
  CHECK(heldOf(cache, 10) == Ids{0, 2, 3});
  insertAll(cache, {2, 4});  // inserting again is a use
  CHECK(heldOf(cache, 10) == Ids{2, 3, 4});
  CHECK(cache.contains(3));  // asking is none
  insertAll(cache, {5});
  CHECK(heldOf(cache, 10) == Ids{2, 4, 5});
}

TEST_CASE("vector cache: pinned vectors stay, whenever they come") {
  VectorCache cache(kDimension, 3 * (kEntry + VectorCache::kPinBytes));
  insertAll(cache, {0, 1});
  REQUIRE(cache.pin(Order{1, 100}).ok());
  insertAll(cache, {2, 3, 4, 100, 5, 6});
  CHECK(heldOf(cache, 101) == Ids{1, 6, 100});
  CHECK(cache.stats().pinned == 2);

  // Others are pinned instead; what was pinned goes the way of the rest.
  REQUIRE(cache.pin(Order{6}).ok());
  CHECK(heldOf(cache, 101) == Ids{1, 6, 100});
  insertAll(cache, {7, 8, 9});
  CHECK(heldOf(cache, 101) == Ids{6, 8, 9});
  CHECK(cache.stats().pinned == 1);
}

TEST_CASE("vector cache: no more is pinned than fits, the most important first") {
  VectorCache cache(kDimension, 3 * (kEntry + VectorCache::kPinBytes));
  REQUIRE(cache.pin(Order{9, 8, 7, 6, 5}).ok());
  insertAll(cache, {5, 6, 7, 8, 9, 1, 2});
  CHECK(heldOf(cache, 10) == Ids{7, 8, 9});
  insertAll(cache, {1});
  CHECK(heldOf(cache, 10) == Ids{7, 8, 9});

  REQUIRE(cache.setBudget(2 * (kEntry + VectorCache::kPinBytes)).ok());
  CHECK(heldOf(cache, 10) == Ids{8, 9});
  CHECK(cache.stats().bytes <= cache.budget());
}

TEST_CASE("vector cache: a vector whose passage changed is forgotten, and stays pinned") {
  VectorCache cache(kDimension, 2 * (kEntry + VectorCache::kPinBytes));
  REQUIRE(cache.pin(Order{1}).ok());
  insertAll(cache, {1, 2});
  CHECK(cache.erase(1));
  CHECK(!cache.erase(1));
  CHECK(found(cache, 1).empty());
  insertAll(cache, {1, 3, 4});
  CHECK(heldOf(cache, 10) == Ids{1, 4});
}

TEST_CASE("vector cache: clearing forgets the vectors, not the pins") {
  VectorCache cache(kDimension, 20 * kEntry);
  REQUIRE(cache.pin(Order{1}).ok());
  insertAll(cache, {1, 2, 3});
  cache.clear();
  CHECK(heldOf(cache, 10).empty());
  CHECK(cache.stats().bytes == VectorCache::kPinBytes);
  insertAll(cache, {1});
  CHECK(cache.stats().pinned == 1);
}

TEST_CASE("vector cache: a budget of nothing, or of less than a vector, holds nothing") {
  for (const uint64_t budget : {uint64_t{0}, kEntry - 1}) {
    VectorCache cache(kDimension, budget);
    REQUIRE(cache.pin(Order{1}).ok());
    insertAll(cache, {1, 2});
    CHECK(heldOf(cache, 10).empty());
    CHECK(cache.stats().bytes == 0);
    CHECK(cache.snapshot(1000000).value().ids.empty());
  }
}

TEST_CASE("vector cache: a large budget takes no memory before it is needed") {
  VectorCache cache(kDimension, uint64_t{1} << 40);
  CHECK(cache.stats().bytes == 0);
  insertAll(cache, {1});
  CHECK(cache.stats().bytes < 100 * kEntry);
}

TEST_CASE("vector cache: a smaller budget keeps what was used last, a larger one makes room again") {
  VectorCache cache(kDimension, 100 * kEntry);
  for (NodeId id = 0; id < 50; ++id) insertAll(cache, {id});
  REQUIRE(cache.setBudget(3 * kEntry).ok());
  CHECK(heldOf(cache, 50) == Ids{47, 48, 49});
  CHECK(found(cache, 48) == rounded(vectorOf(48)));
  REQUIRE(cache.setBudget(5 * kEntry).ok());
  insertAll(cache, {1, 2, 3});
  CHECK(heldOf(cache, 50) == Ids{1, 2, 3, 48, 49});
}

TEST_CASE("vector cache: refuses vectors that are none, and keeps what it has") {
  VectorCache cache(kDimension, 10 * kEntry);
  insertAll(cache, {1});
  std::vector<float> vector = vectorOf(2);
  CHECK(cache.insert(1, std::span(vector).first(5)).code() == ErrorCode::kDimensionMismatch);
  vector.resize(size_t{2} * kDimension);
  CHECK(cache.insert(1, vector).code() == ErrorCode::kDimensionMismatch);
  vector.resize(kDimension);
  vector[3] = std::numeric_limits<float>::quiet_NaN();
  const Status status = cache.insert(1, vector);
  CHECK(status.code() == ErrorCode::kNotFinite);
  CHECK(status.message() == "leann: cannot cache vector 0: it holds NaN or infinity");
  vector[3] = 2e6F;
  CHECK(cache.insert(2, vector).code() == ErrorCode::kInvalidArgument);
  CHECK(heldOf(cache, 10) == Ids{1});
  CHECK(found(cache, 1) == rounded(vectorOf(1)));
}

TEST_CASE("vector cache: holds no vector that half precision would spoil, and keeps what it has") {
  VectorCache cache(kDimension, 10 * kEntry);
  insertAll(cache, {1});
  std::vector<float> vector(kDimension, 0);
  for (const float largest : {65505.0F, -65536.0F, 1e6F, 0x1.fffffep-15F, -1e-20F, 1e-45F}) {
    CAPTURE(largest);
    vector[5] = largest;
    for (const NodeId id : {1U, 2U}) {
      const Status status = cache.insert(id, vector);
      CHECK(status.code() == ErrorCode::kInvalidArgument);
      CHECK(status.message() ==
            "leann: cannot cache vector 0: half precision is not enough for its largest component");
    }
  }
  CHECK(heldOf(cache, 10) == Ids{1});
  CHECK(found(cache, 1) == rounded(vectorOf(1)));

  for (const float largest : {65504.0F, -65504.0F, 0x1p-14F, -0x1p-14F, 0.0F}) {
    CAPTURE(largest);
    vector[5] = largest;
    REQUIRE(cache.insert(2, vector).ok());
    CHECK(found(cache, 2) == vector);
  }
}

TEST_CASE("vector cache: after any operations it holds what the plainest form holds, within its budget") {
  for (uint64_t seed = 0; seed < 30; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    const auto budget = [&] { return random.below(20) * kEntry + random.below(1000); };
    const uint64_t first = budget();
    VectorCache cache(kDimension, first);
    testing::CacheModel model(first);
    for (int step = 0; step < 600; ++step) {
      const NodeId id = random.below(40);
      const uint32_t action = random.below(100);
      if (action < 50) {
        const std::vector<float> vector = vectorOf(random.below(1000));
        REQUIRE(cache.insert(id, vector).ok());
        model.insert(id, vector);
      } else if (action < 85) {
        const auto at = model.vectors().find(id);
        const std::vector<float> expected = at == model.vectors().end() ? std::vector<float>{} : at->second;
        REQUIRE(found(cache, id) == expected);
        model.use(id);
      } else if (action < 93) {
        REQUIRE(cache.erase(id) == (model.vectors().count(id) > 0));
        model.erase(id);
      } else if (action < 96) {
        std::set<NodeId> ids;
        for (uint32_t i = random.below(8); i > 0; --i) ids.insert(random.below(40));
        const Order pins(ids.rbegin(), ids.rend());
        REQUIRE(cache.pin(pins).ok());
        model.pin(pins);
      } else if (action < 99) {
        const uint64_t bytes = budget();
        REQUIRE(cache.setBudget(bytes).ok());
        model.setBudget(bytes);
      } else {
        cache.clear();
        model.clear();
      }
      const CacheStats stats = cache.stats();
      REQUIRE(stats.bytes <= cache.budget());
      REQUIRE(stats.entries == model.vectors().size());
      REQUIRE(stats.pinned == model.pinned());
      const std::list<NodeId> worth = model.worth();
      REQUIRE(byWorth(cache) == Order(worth.begin(), worth.end()));
    }
  }
}

TEST_CASE("vector cache: what was saved and restored answers the same") {
  VectorCache cache(kDimension, 40 * kEntry);
  REQUIRE(cache.pin(Order{3, 5}).ok());
  insertAll(cache, {1, 2, 3, 4, 5, 6});
  (void)found(cache, 2);
  const CachedVectors saved = cache.snapshot(1000000).value();
  CHECK(saved.ids == Order{5, 3, 2, 6, 4, 1});

  VectorCache other(kDimension, 40 * kEntry);
  REQUIRE(other.pin(Order{3, 5}).ok());
  insertAll(other, {30});
  REQUIRE(other.restore(saved).ok());
  CHECK(heldOf(other, 40) == Ids{1, 2, 3, 4, 5, 6});
  CHECK(other.stats().pinned == 2);
  CHECK(byWorth(other) == saved.ids);
  const CachedVectors again = other.snapshot(1000000).value();
  CHECK(again.values == saved.values);
  for (const NodeId id : saved.ids) CHECK(found(other, id) == found(cache, id));
}

TEST_CASE("vector cache: what is saved fits its own budget, the most valuable first") {
  VectorCache cache(kDimension, 40 * kEntry);
  REQUIRE(cache.pin(Order{1}).ok());
  insertAll(cache, {1, 2, 3, 4});
  CHECK(cache.snapshot(0).value().ids.empty());
  constexpr uint64_t kSaved = 4 + 2 * kDimension;
  CHECK(cache.snapshot(kSaved - 1).value().ids.empty());
  CHECK(cache.snapshot(kSaved).value().ids == Order{1});
  CHECK(cache.snapshot(3 * kSaved + 5).value().ids == Order{1, 4, 3});

  // A smaller cache restores as much as it can hold.
  VectorCache smaller(kDimension, 2 * kEntry);
  REQUIRE(smaller.restore(cache.snapshot(1000000).value()).ok());
  CHECK(byWorth(smaller) == Order{1, 4});
}

TEST_CASE("vector cache: refuses what no cache saved, and keeps what it has") {
  VectorCache cache(kDimension, 40 * kEntry);
  insertAll(cache, {1, 2, 3});
  const CachedVectors saved = cache.snapshot(1000000).value();
  std::vector<CachedVectors> bad(5, saved);
  bad[0].ids.pop_back();
  bad[1].values.pop_back();
  bad[2].values.front() = 0x7C00;  // infinity
  bad[3].values.back() = 0xFC00;   // minus infinity
  bad[4].values.back() = 0x7E00;   // NaN
  for (const CachedVectors& vectors : bad) {
    CHECK(cache.restore(vectors).code() == ErrorCode::kCorrupt);
    CHECK(byWorth(cache) == saved.ids);
  }
  CachedVectors twice = saved;
  twice.ids = {4, 4, 5};
  REQUIRE(cache.restore(twice).ok());
  CHECK(byWorth(cache) == Order{4, 5});
}

TEST_CASE("vector cache: thousands of ids, far apart and close together") {
  VectorCache cache(4, 3000 * VectorCache::entryBytes(4));
  // Small integers, which half precision keeps.
  const auto vector = [](uint32_t i) {
    return std::vector<float>{static_cast<float>(i % 1000), static_cast<float>(i / 1000), 1, 0};
  };
  for (uint32_t i = 0; i < 5000; ++i) REQUIRE(cache.insert(i * 858993U, vector(i)).ok());
  CHECK(cache.stats().entries == 3000);
  std::vector<float> out(4);
  for (uint32_t i = 0; i < 5000; ++i) {
    REQUIRE(cache.find(i * 858993U, out) == (i >= 2000));
    if (i >= 2000) REQUIRE(out == vector(i));
  }
}
