// Clusters built by other instances of the core: the same index whoever built which, and nothing believed
// that comes back.
#include "build/cluster_task.h"

#include "clustered_index.h"
#include "fail_everywhere.h"

using namespace leann;
using namespace leann::testing;
using namespace leann::testing::clusters;

namespace {

std::unique_ptr<IndexBuilder> builderOf(const TestTable& vectors, BuildParams params,
                                        std::span<const uint32_t> groups = {}) {
  params.metric = vectors.metric();
  auto builder = makeBuilder(vectors.dimension(), params);
  REQUIRE(builder->add(allRows(vectors)).ok());
  if (!groups.empty()) REQUIRE(builder->group(groups).ok());
  return builder;
}

Bytes handedOut(IndexBuilder& builder) {
  Result<Bytes> task = builder.handOutCluster();
  REQUIRE_MESSAGE(task.ok(), task.status().message());
  return std::move(task.value());
}

Bytes answerTo(const Bytes& task) {
  Result<Bytes> answer = buildCluster(task);
  REQUIRE_MESSAGE(answer.ok(), answer.status().message());
  return std::move(answer.value());
}

std::vector<Bytes> allHandedOut(IndexBuilder& builder) {
  std::vector<Bytes> tasks;
  for (Bytes task = handedOut(builder); !task.empty(); task = handedOut(builder)) tasks.push_back(task);
  return tasks;
}

// The file, and the order of what was added.
std::pair<Bytes, std::vector<uint32_t>> finished(IndexBuilder& builder) {
  stepToEnd(builder);
  std::vector<uint32_t> order(builder.order().begin(), builder.order().end());
  return {fileOf(builder.finish().value()), std::move(order)};
}

// With a checksum that fits.
Bytes sealed(Bytes bytes) {
  bytes.resize(bytes.size() - 4);
  const uint32_t checksum = crc32c(bytes);
  bytes.resize(bytes.size() + 4);
  put(bytes, bytes.size() - 4, checksum, 4);
  return bytes;
}

const Corpus& corpus(Metric metric = Metric::kInnerProduct) { return clusteredIndex(metric).corpus; }

// Places of numbers in a task (dimension, nodes and groups behind the parameters) and in an answer.
constexpr size_t kParamsAt = 4, kDimensionAt = 39, kNodesAt = 43, kGroupsAt = 47, kRowsAt = 51;
constexpr size_t kOrderAt = 8;

}  // namespace

TEST_CASE("cluster tasks: the same bytes, whoever builds a cluster and in whatever order they come back") {
  std::vector<uint32_t> fours(kNodes / 4, 4);
  fours.insert(fours.begin() + 7, 0);
  for (int round = 0; round < 8; ++round) {
    CAPTURE(round);
    const TestTable& vectors = corpus(round % 2 == 0 ? Metric::kInnerProduct : Metric::kL2).vectors;
    BuildParams params = kParams;
    params.numbering = round / 2 % 2 == 0 ? Numbering::kLocal : Numbering::kAsAdded;
    const auto groups = round / 4 == 0 ? std::span<const uint32_t>() : std::span<const uint32_t>(fours);
    const auto alone = finished(*builderOf(vectors, params, groups));
    // All elsewhere, the last one first.
    const auto elsewhere = builderOf(vectors, params, groups);
    std::vector<Bytes> tasks = allHandedOut(*elsewhere);
    CHECK(tasks.size() > kClusters / 2);
    for (size_t i = tasks.size(); i-- > 0;) REQUIRE(elsewhere->takeCluster(answerTo(tasks[i])).ok());
    CHECK(finished(*elsewhere) == alone);
    // One is begun here; others are handed out meanwhile and come back late.
    const auto mixed = builderOf(vectors, params, groups);
    REQUIRE(mixed->step(1).ok());
    tasks = {handedOut(*mixed), handedOut(*mixed)};
    for (int i = 0; i < 9; ++i) REQUIRE(mixed->step(100).ok());
    tasks.push_back(handedOut(*mixed));
    for (const Bytes& task : tasks) REQUIRE(mixed->takeCluster(answerTo(task)).ok());
    CHECK(finished(*mixed) == alone);
  }
}

TEST_CASE("cluster tasks: every pruning is built elsewhere as here") {
  for (const Pruning pruning : kPrunings) {
    const BuildParams params{.M = 5, .pruning = pruning, .links = 3, .bits = 4, .clusters = 5, .seed = 77};
    const auto builder = builderOf(corpus().vectors, params);
    for (const Bytes& task : allHandedOut(*builder)) REQUIRE(builder->takeCluster(answerTo(task)).ok());
    CHECK(finished(*builder) == finished(*builderOf(corpus().vectors, params)));
  }
}

TEST_CASE("cluster tasks: progress counts what is back, and a build waits for what is not") {
  const auto builder = builderOf(corpus().vectors, kParams);
  const std::vector<Bytes> tasks = allHandedOut(*builder);
  CHECK(builder->step(10).status().message() ==
        "leann: cannot go on with this build: clusters that were handed out are not back");
  uint32_t before = 0;
  for (size_t i = tasks.size(); i-- > 0;) {
    const Result<BuildProgress> progress = builder->takeCluster(answerTo(tasks[i]));
    REQUIRE(progress.ok());
    CHECK(progress.value().phase == BuildPhase::kGraph);
    CHECK(progress.value().total == kNodes);
    CHECK(progress.value().done > before);
    before = progress.value().done;
    CHECK(builder->step(10).ok() == (i == 0));
  }
  CHECK(before == kNodes);
  CHECK(handedOut(*builder).empty());
}

TEST_CASE("cluster tasks: none of an index in one piece, of nothing, or of a build that is over") {
  const auto whole = builderOf(corpus().vectors, {});
  CHECK(handedOut(*whole).empty());
  CHECK(whole->takeCluster({}).status().code() == ErrorCode::kInvalidArgument);
  // It has not begun by that.
  CHECK(whole->add(allRows(corpus().vectors)).ok());
  const auto empty = makeBuilder(kDimension, kParams);
  CHECK(empty->handOutCluster().status().code() == ErrorCode::kInvalidArgument);
  const auto builder = builderOf(corpus().vectors, kParams);
  stepToEnd(*builder);
  CHECK(handedOut(*builder).empty());
  CHECK(builder->takeCluster({}).status().code() == ErrorCode::kInvalidArgument);
}

TEST_CASE("cluster tasks: an answer that does not fit is refused, and the right one may still come") {
  const auto builder = builderOf(corpus().vectors, kParams);
  const Bytes first = handedOut(*builder), second = handedOut(*builder);
  const Bytes answer = answerTo(first);
  const auto codeOf = [&](const Bytes& bytes) { return builder->takeCluster(bytes).status().code(); };
  CHECK(codeOf({}) == ErrorCode::kInvalidArgument);
  CHECK(codeOf(first) == ErrorCode::kCorrupt);  // a task is no answer
  for (size_t at = 0; at < answer.size(); at += 41) {
    Bytes damaged = answer;
    damaged[at] ^= 1;
    CHECK(codeOf(damaged) != ErrorCode::kOk);
    damaged.resize(at);
    CHECK(codeOf(damaged) != ErrorCode::kOk);
  }
  // Of another cluster, under the number of this one.
  Bytes other = answerTo(second);
  put(other, 0, get(answer, 0, 4), 4);
  CHECK(codeOf(sealed(other)) == ErrorCode::kCorrupt);
  // Of the same cluster in another build.
  BuildParams seeded = kParams;
  seeded.efConstruction = 40;
  CHECK(codeOf(answerTo(handedOut(*builderOf(corpus().vectors, seeded)))) == ErrorCode::kCorrupt);
  for (const uint32_t cluster : {2U, kClusters, UINT32_MAX}) {
    put(other, 0, cluster, 4);
    CHECK(codeOf(sealed(other)) == ErrorCode::kInvalidArgument);
  }
  CHECK(codeOf(answer) == ErrorCode::kOk);
  CHECK(codeOf(answer) == ErrorCode::kInvalidArgument);  // it is back
  REQUIRE(builder->takeCluster(answerTo(second)).ok());
  CHECK(finished(*builder) == finished(*builderOf(corpus().vectors, kParams)));
}

TEST_CASE("cluster tasks: an answer made to do harm, whose checksum fits, gives an error or a sound index") {
  Random random(5);
  for (int round = 0; round < 120; ++round) {
    const auto builder = builderOf(tableOf(clusteredVectors(60, 8, 4), 8), {.bits = 4, .clusters = 2});
    const std::vector<Bytes> tasks = allHandedOut(*builder);
    Bytes answer = answerTo(tasks[0]);
    const auto size = static_cast<uint32_t>(answer.size());
    if (round % 4 == 0) answer.resize(kOrderAt + 4 + random.below(size - kOrderAt - 4));
    if (round % 4 == 1) std::swap(answer[kOrderAt], answer[kOrderAt + 4]);  // sound, though of another order
    for (int i = 0; i < 3 && round % 4 > 1; ++i) {
      const auto at = kOrderAt + random.below(static_cast<uint32_t>(answer.size()) - kOrderAt);
      answer[at] = static_cast<uint8_t>(random.below(256));
    }
    const Result<BuildProgress> progress = builder->takeCluster(sealed(answer));
    if (!progress.ok()) {
      CHECK(progress.status().code() == ErrorCode::kCorrupt);
      REQUIRE(builder->takeCluster(answerTo(tasks[0])).ok());
    }
    if (tasks.size() > 1) REQUIRE(builder->takeCluster(answerTo(tasks[1])).ok());
    stepToEnd(*builder);
    std::vector<uint32_t> order(builder->order().begin(), builder->order().end());
    std::sort(order.begin(), order.end());
    for (uint32_t i = 0; i < 60; ++i) REQUIRE(order[i] == i);
    const Index index = builder->finish().value();
    CHECK(undirected(index.graph));
    CHECK(opened(fileOf(index)).size() == 60);
  }
}

TEST_CASE("cluster tasks: a task that is none is refused") {
  const auto builder = builderOf(corpus().vectors, kParams, std::vector<uint32_t>(kNodes / 4, 4));
  const Bytes task = handedOut(*builder);
  REQUIRE(get(task, kDimensionAt, 4) == kDimension);
  const auto codeOf = [](const Bytes& bytes) { return buildCluster(bytes).status().code(); };
  CHECK(codeOf({}) == ErrorCode::kCorrupt);
  CHECK(codeOf(Bytes(3)) == ErrorCode::kCorrupt);
  CHECK(codeOf(sealed(Bytes(4))) == ErrorCode::kCorrupt);
  Bytes damaged = task;
  damaged[100] ^= 1;
  CHECK(codeOf(damaged) == ErrorCode::kCorrupt);
  const auto changed = [&](size_t at, uint64_t value, size_t width) {
    Bytes bytes = task;
    put(bytes, at, value, width);
    return codeOf(sealed(bytes));
  };
  CHECK(changed(0, 9, 4) == ErrorCode::kOk);  // the number says nothing of the work
  for (const size_t at : {kParamsAt, kParamsAt + 1, kParamsAt + 2})
    CHECK(changed(at, 99, 1) == ErrorCode::kCorrupt);
  CHECK(changed(kParamsAt + 3, 1, 4) == ErrorCode::kCorrupt);                    // M
  CHECK(changed(kParamsAt + 19, 0x7FF8000000000000, 8) == ErrorCode::kCorrupt);  // hubFraction
  for (const size_t at : {kDimensionAt, kNodesAt, kGroupsAt}) {
    for (const uint64_t value :
         {uint64_t{0}, get(task, at, 4) - 1, get(task, at, 4) + 1, uint64_t{UINT32_MAX}}) {
      CHECK(changed(at, value, 4) == ErrorCode::kCorrupt);
    }
  }
  CHECK(changed(kRowsAt, 5, 4) == ErrorCode::kCorrupt);  // a group
  CHECK(changed(kRowsAt, UINT32_MAX, 4) == ErrorCode::kCorrupt);
  const size_t row = kRowsAt + 4 * static_cast<size_t>(get(task, kGroupsAt, 4));
  for (const uint32_t scale : {0U, 1U, 0x7FC00000U, 0x7F800000U, 0xBF800000U, 0x7F7FFFFFU}) {
    CHECK(changed(row, scale, 4) == ErrorCode::kCorrupt);
  }
  CHECK(changed(row + 4, 0x80, 1) == ErrorCode::kCorrupt);
  // Longer and shorter.
  Bytes bytes = task;
  bytes.push_back(0);
  CHECK(codeOf(sealed(bytes)) == ErrorCode::kCorrupt);
  bytes.resize(bytes.size() - 2);
  CHECK(codeOf(sealed(bytes)) == ErrorCode::kCorrupt);
}

#ifndef __EMSCRIPTEN__
TEST_CASE("allocation: handing out clusters, building them and taking them back") {
  const TestTable vectors = tableOf(clusteredVectors(30, 8, 1, 4, 4), 8);
  failEverywhere([&] {
    const auto created = IndexBuilder::create(8, {.clusters = 3});
    if (!created.ok()) return created.status().code();
    IndexBuilder& builder = *created.value();
    if (const Status status = builder.add(allRows(vectors)); !status.ok()) return status.code();
    for (;;) {
      const auto handed = builder.handOutCluster();
      if (!handed.ok()) return handed.status().code();
      if (handed.value().empty()) return ErrorCode::kOk;
      const auto answer = buildCluster(handed.value());
      if (!answer.ok()) return answer.status().code();
      const auto progress = builder.takeCluster(answer.value());
      if (!progress.ok()) return progress.status().code();
    }
  });
}
#endif
