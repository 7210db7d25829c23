// Failed allocations: at whichever of them memory runs out, an error comes back, nothing aborts and nothing
// leaks. Native only.
#ifndef __EMSCRIPTEN__

#include <new>
#include <set>

#include "allocator.h"
#include "build/compaction.h"
#include "build/insertion.h"
#include "fail_everywhere.h"
#include "format/format.h"
#include "index/index_cache.h"
#include "index/vector_cache.h"
#include "search/predictors.h"
#include "test_data.h"

namespace {

using namespace leann;
using testing::allocator;
using testing::failEverywhere;
using testing::Shortage;

constexpr uint32_t kDimension = 8;

const std::vector<float>& rows() {
  static const std::vector<float> rows = testing::clusteredVectors(30, kDimension, 1, 4, 4);
  return rows;
}

const std::shared_ptr<const Index>& smallIndex() {
  static const auto index = testing::sharedIndex(testing::buildIndex(testing::tableOf(rows(), kDimension)));
  return index;
}

// The rows that a search asks for, in a buffer that was there before.
std::span<const float> rowsFor(const Search& search, std::span<float> buffer) {
  size_t at = 0;
  for (const NodeId id : search.wants()) {
    std::copy_n(rows().data() + size_t{id} * kDimension, kDimension, buffer.data() + at);
    at += kDimension;
  }
  return buffer.first(at);
}

// With saved vectors, removed nodes, an origin and an attachment.
std::vector<uint8_t> fullFile() {
  Index index = *smallIndex();
  VectorCache cache(kDimension, 100000);
  for (const NodeId id : {3U, 7U}) {
    REQUIRE(
        cache.insert(id, std::span<const float>(rows()).subspan(size_t{id} * kDimension, kDimension)).ok());
  }
  index.cached = cache.snapshot(100000).value();
  index.removed.insert(4);
  Origin origin;
  origin.fingerprint = "a text that is longer than what a string holds without memory of its own";
  const std::vector<uint8_t> texts(100, 7);
  const Section attachments[] = {{sectionName("TEXT"), SectionKind::kAttachment, texts}};
  return encodeIndex(index, origin, attachments).value();
}

constexpr NodeId kGone[] = {1, 8, 9, 20, 29};

}  // namespace

TEST_CASE("allocation: opening and describing an index that holds all that a file can hold") {
  const std::vector<uint8_t> bytes = fullFile();
  failEverywhere([&] { return decodeIndex(bytes).status().code(); });
  failEverywhere([&] { return describeFile(bytes).status().code(); });
}

TEST_CASE("allocation: opening what is no index") {
  std::vector<uint8_t> bytes = encodeIndex(*smallIndex()).value();
  bytes[bytes.size() - 1] ^= 1U;
  for (uint64_t k = 0; k < 10; ++k) {
    for (const bool forGood : {false, true}) {
      bool escaped = false, opened = false, reported = false;
      {
        const Shortage shortage(k, forGood);
        try {
          opened = decodeIndex(bytes).ok();
          reported = describeFile(bytes).ok();
        } catch (...) {
          escaped = true;
        }
      }
      CHECK(!escaped);
      CHECK(!opened);
      CHECK(!reported);
    }
  }
}

TEST_CASE("allocation: encoding an index") {
  const std::shared_ptr<const Index> index = smallIndex();
  failEverywhere([&] { return encodeIndex(*index).status().code(); });
}

TEST_CASE("allocation: building an index") {
  const std::vector<float>& vectors = rows();
  for (const Pruning pruning : {Pruning::kHubs, Pruning::kRandom}) {
    failEverywhere([&]() -> ErrorCode {
      Result<std::unique_ptr<IndexBuilder>> created = IndexBuilder::create(
          kDimension,
          {.pruning = pruning,
           .rotation = pruning == Pruning::kHubs ? RotationKind::kLearned : RotationKind::kRandom});
      if (!created.ok()) return created.status().code();
      IndexBuilder& builder = *created.value();
      if (const Status status = builder.add(vectors); !status.ok()) return status.code();
      for (;;) {
        const Result<BuildProgress> progress = builder.step(10);
        if (!progress.ok()) return progress.status().code();
        if (progress.value().phase == BuildPhase::kDone) return builder.finish().status().code();
      }
    });
  }
}

TEST_CASE("allocation: a build that ran out of memory refuses to go on") {
  for (uint64_t k = 0;; ++k) {
    const auto builder = testing::makeBuilder(kDimension, {});
    REQUIRE(builder->add(rows()).ok());
    ErrorCode code = ErrorCode::kOk;
    uint64_t failures = 0;
    {
      const Shortage shortage(k, false);
      for (BuildPhase phase = BuildPhase::kGraph; code == ErrorCode::kOk && phase != BuildPhase::kDone;) {
        const Result<BuildProgress> progress = builder->step(10);
        code = progress.status().code();
        if (progress.ok()) phase = progress.value().phase;
      }
      failures = allocator.failures;
    }
    if (failures == 0) break;
    if (code == ErrorCode::kOk) continue;  // it did without
    for (int i = 0; i < 20; ++i) REQUIRE(builder->step(10).status().code() == ErrorCode::kOutOfMemory);
    CHECK(!builder->finish().ok());
  }
}

TEST_CASE("allocation: adding to a builder is all or nothing") {
  const std::vector<float>& vectors = rows();
  for (uint64_t k = 0; k < 3; ++k) {
    const auto builder = testing::makeBuilder(kDimension, {});
    bool ok = false;
    {
      const Shortage shortage(k, true);
      ok = builder->add(vectors).ok();
    }
    CHECK(builder->size() == (ok ? 30 : 0));
    CHECK(builder->add(vectors).ok());
  }
}

TEST_CASE("allocation: extending an index") {
  const std::shared_ptr<const Index> index = smallIndex();
  const std::vector<float> more = testing::clusteredVectors(5, kDimension, 2, 4, 4);
  failEverywhere([&] { return extended(*index, more).status().code(); });
}

TEST_CASE("allocation: removing nodes, and compacting") {
  const std::shared_ptr<const Index> index = smallIndex();
  failEverywhere([&] { return without(*index, kGone).status().code(); });
  const Index less = without(*index, kGone).value();
  failEverywhere([&] { return compacted(less).status().code(); });
}

TEST_CASE("allocation: a cache for searches, and what it forgets") {
  const Index index = decodeIndex(fullFile()).value();
  failEverywhere([&] { return makeCache(index, 100000, index.cached).status().code(); });
  const Index less = without(index, std::vector<NodeId>{3}).value();
  for (const bool forGood : {false, true}) {
    for (uint64_t k = 0;; ++k) {
      const std::shared_ptr<VectorCache> cache = makeCache(index, 100000, index.cached).value();
      uint64_t failures = 0;
      Status status;
      {
        const Shortage shortage(k, forGood);
        status = forgetRemoved(*cache, less);
        failures = allocator.failures;
      }
      if (failures == 0) {
        CHECK(status.ok());
        CHECK(!cache->contains(3));
        break;
      }
      CHECK((status.ok() || status.code() == ErrorCode::kOutOfMemory));
      CHECK(forgetRemoved(*cache, less).ok());
      CHECK(!cache->contains(3));
      CHECK(cache->contains(7));
    }
  }
}

TEST_CASE("allocation: whatever fails, the index that is open still answers") {
  const std::shared_ptr<const Index> index = smallIndex();
  const std::vector<uint8_t> bytes = fullFile();
  const std::span<const float> query = std::span<const float>(rows()).first(kDimension);
  std::vector<float> buffer(rows().size());
  const auto cache = std::make_shared<VectorCache>(kDimension, 1000000);
  const auto answers = [&] {
    const auto search = testing::startSearch(index, query, {.k = 8, .batchSize = 4}, cache);
    while (!search->done()) REQUIRE(search->supply(rowsFor(*search, buffer)).ok());
    return testing::hitsOf(*search);
  };
  (void)answers();
  const std::vector<Hit> before = answers();  // with all that it needs in the cache
  const std::function<Status()> attempts[] = {
      [&] { return decodeIndex(bytes).status(); },
      [&] { return encodeIndex(*index).status(); },
      [&] { return extended(*index, query).status(); },
      [&] { return without(*index, kGone).status(); },
      [&] {
        const Result<Index> less = without(*index, kGone);
        return less.ok() ? compacted(less.value()).status() : less.status();
      },
      [&] { return Search::create(index, query, {.strategy = Strategy::kWalk}, cache).status(); },
      [&] { return cache->setBudget(VectorCache::entryBytes(kDimension) * 100); },
  };
  for (const std::function<Status()>& attempt : attempts) {
    for (uint64_t k = 0;; ++k) {
      uint64_t failures = 0;
      {
        const Shortage shortage(k, true);
        const Status status = attempt();
        failures = allocator.failures;
      }
      const std::vector<Hit> after = answers();
      const bool same = std::equal(before.begin(), before.end(), after.begin(), after.end(),
                                   [](const Hit& a, const Hit& b) {
                                     return a.id == b.id && a.distance == b.distance && a.exact == b.exact;
                                   });
      if (!same) FAIL("other answers after a failure at allocation " << k);
      if (failures == 0) break;
    }
  }
}

TEST_CASE("allocation: searching") {
  std::vector<float> buffer(rows().size());
  const std::shared_ptr<const Index> index = smallIndex();
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    failEverywhere([&]() -> ErrorCode {
      const Result<std::unique_ptr<Search>> search =
          Search::create(index, std::span<const float>(rows()).first(kDimension),
                         {.k = 5, .strategy = strategy, .batchSize = 4});
      if (!search.ok()) return search.status().code();
      while (!search.value()->done()) {
        const Status status = search.value()->supply(rowsFor(*search.value(), buffer));
        if (!status.ok()) return status.code();
      }
      return ErrorCode::kOk;
    });
  }
}

TEST_CASE("allocation: laying out what predicts nodes, and a scan with that") {
  const std::shared_ptr<const Index> index = smallIndex();
  failEverywhere([&]() -> ErrorCode {
    return guarded("open the index",
                   [&]() -> Status {
                     const Predictors predictors(*index);
                     return Search::create(index, std::span<const float>(rows()).first(kDimension),
                                           {.k = 5, .strategy = Strategy::kScan}, nullptr, &predictors)
                         .status();
                   })
        .code();
  });
}

TEST_CASE("allocation: searching with a cache that begins with something") {
  std::vector<float> buffer(rows().size());
  const std::shared_ptr<const Index> index = smallIndex();
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    failEverywhere([&]() -> ErrorCode {
      std::shared_ptr<VectorCache> cache;
      try {
        cache = std::make_shared<VectorCache>(kDimension, 1000000);
      } catch (const std::bad_alloc&) {
        return ErrorCode::kOutOfMemory;
      }
      for (NodeId id = 0; id < 30; id += 3) {
        const Status status =
            cache->insert(id, std::span<const float>(rows()).subspan(size_t{id} * kDimension, kDimension));
        if (!status.ok()) return status.code();
      }
      const Result<std::unique_ptr<Search>> search =
          Search::create(index, std::span<const float>(rows()).first(kDimension),
                         {.k = 8, .strategy = strategy, .batchSize = 4}, cache);
      if (!search.ok()) return search.status().code();
      while (!search.value()->done()) {
        const Status status = search.value()->supply(rowsFor(*search.value(), buffer));
        if (!status.ok()) return status.code();
      }
      return search.value()->hits().status().code();
    });
  }
}

TEST_CASE("allocation: a search that ran out of memory is over, and gives what was known") {
  std::vector<float> buffer(rows().size());
  const std::span<const float> query = std::span<const float>(rows()).first(kDimension);
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    CAPTURE(strategy);
    for (uint64_t k = 0;; ++k) {
      const auto search =
          testing::startSearch(smallIndex(), query, {.k = 30, .strategy = strategy, .batchSize = 4});
      uint64_t failures = 0;
      ErrorCode code = ErrorCode::kOk;
      {
        const Shortage shortage(k, false);
        while (!search->done()) code = search->supply(rowsFor(*search, buffer)).code();
        failures = allocator.failures;
      }
      std::set<NodeId> ids;
      for (const Hit& hit : testing::hitsOf(*search)) ids.insert(hit.id);
      if (ids.size() != testing::hitsOf(*search).size()) FAIL("a hit is listed twice after allocation " << k);
      if (failures == 0) break;
      if (code != ErrorCode::kOk && code != ErrorCode::kOutOfMemory) FAIL("code " << errorName(code));
      CHECK(search->done());
      CHECK(search->stats().ended != Ended::kNotYet);
      CHECK(search->supply({}).ok());
    }
  }
}

TEST_CASE("allocation: listing hits") {
  const auto search =
      testing::startSearch(smallIndex(), std::span<const float>(rows()).first(kDimension), {});
  failEverywhere([&] { return search->hits().status().code(); });
}

TEST_CASE("allocation: a cache of vectors stays as it was") {
  const std::span<const float> vectors(rows());
  const uint64_t entry = VectorCache::entryBytes(kDimension);
  const auto filled = [&] {
    VectorCache cache(kDimension, 100 * entry);
    for (NodeId id = 0; id < 16; ++id)
      REQUIRE(cache.insert(id, vectors.subspan(id * kDimension, kDimension)).ok());
    return cache;
  };
  const std::vector<NodeId> pins{3, 20};
  const CachedVectors before = filled().snapshot(~uint64_t{0}).value();
  CachedVectors other = before;
  for (NodeId& id : other.ids) id += 100;
  using Attempt = std::function<Status(VectorCache&)>;
  const std::vector<Attempt> attempts{
      [&](VectorCache& cache) { return cache.insert(16, vectors.first(kDimension)); },  // slots double
      [&](VectorCache& cache) { return cache.pin(pins); },
      [&](VectorCache& cache) { return cache.setBudget(5 * entry); },
      [&](VectorCache& cache) { return cache.restore(other); },
      [&](VectorCache& cache) { return cache.snapshot(100 * entry).status(); },
  };
  for (const Attempt& attempt : attempts) {
    for (const bool forGood : {false, true}) {
      for (uint64_t k = 0;; ++k) {
        VectorCache cache = filled();
        uint64_t failures = 0;
        Status status;
        {
          const Shortage shortage(k, forGood);
          status = attempt(cache);
          failures = allocator.failures;
        }
        if (failures == 0) {
          CHECK(status.ok());
          break;
        }
        if (status.ok()) continue;  // it did without
        CHECK(status.code() == ErrorCode::kOutOfMemory);
        const CachedVectors after = cache.snapshot(~uint64_t{0}).value();
        CHECK(after.ids == before.ids);
        CHECK(after.values == before.values);
        CHECK(cache.budget() == 100 * entry);
        CHECK(attempt(cache).ok());
      }
    }
  }
}

#endif  // __EMSCRIPTEN__
