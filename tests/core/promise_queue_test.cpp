// The promise queue, against a plain list that is sorted again for every question.
#include "search/promise_queue.h"

#include "test_data.h"

using namespace leann;

namespace {

// What PromiseQueue promises, as simply as it can be said.
class PlainQueue {
 public:
  explicit PlainQueue(double ratio) : ratio_(ratio) {}

  void insert(const Neighbor& node) {
    all_.push_back({node, false});
    std::sort(all_.begin(), all_.end(), [](const Entry& a, const Entry& b) { return a.node < b.node; });
  }
  std::vector<NodeId> take(size_t most) {
    return takeAmong(static_cast<size_t>(std::ceil(ratio_ * static_cast<double>(all_.size()))), most);
  }
  std::vector<NodeId> takeBest() { return takeAmong(all_.size(), 1); }
  std::vector<NodeId> untaken(size_t count) const {
    std::vector<NodeId> ids;
    for (const Entry& entry : all_) {
      if (!entry.taken && ids.size() < count) ids.push_back(entry.node.id);
    }
    return ids;
  }

 private:
  struct Entry {
    Neighbor node;
    bool taken;
  };

  std::vector<NodeId> takeAmong(size_t promising, size_t most) {
    std::vector<NodeId> ids;
    for (size_t i = 0; i < promising && ids.size() < most; ++i) {
      if (all_[i].taken) continue;
      all_[i].taken = true;
      ids.push_back(all_[i].node.id);
    }
    return ids;
  }

  double ratio_;
  std::vector<Entry> all_;
};

std::vector<NodeId> idsOf(const std::vector<Neighbor>& nodes) {
  std::vector<NodeId> ids;
  for (const Neighbor& node : nodes) ids.push_back(node.id);
  return ids;
}

using Ids = std::vector<NodeId>;

}  // namespace

TEST_CASE("promise queue: empty gives nothing") {
  PromiseQueue queue(0.5);
  CHECK(queue.take(10).empty());
  CHECK(queue.takeBest().empty());
  CHECK(queue.untaken(10).empty());
}

TEST_CASE("promise queue: a share of all seen, less what was taken") {
  PromiseQueue queue(0.5);
  for (NodeId id = 0; id < 4; ++id) queue.insert({static_cast<float>(id), id});
  CHECK(queue.take(10) == Ids{0, 1});
  CHECK(queue.take(10).empty());
  CHECK(idsOf(queue.untaken(10)) == Ids{2, 3});
  queue.insert({-1, 9});  // better than all: ceil(0.5 * 5) = 3 are 9, 0, 1
  CHECK(queue.take(10) == Ids{9});
  queue.insert({50, 5});
  queue.insert({60, 6});  // ceil(0.5 * 7) = 4: 9, 0, 1, 2
  CHECK(queue.take(10) == Ids{2});
  CHECK(queue.takeBest() == Ids{3});
  CHECK(queue.takeBest() == Ids{5});
  CHECK(queue.takeBest() == Ids{6});
  CHECK(queue.takeBest().empty());
}

TEST_CASE("promise queue: at least one of a few is promising, and all are with ratio 1") {
  PromiseQueue strict(0.001);
  PromiseQueue generous(1);
  for (NodeId id = 0; id < 3; ++id) {
    strict.insert({static_cast<float>(10 - id), id});
    generous.insert({static_cast<float>(10 - id), id});
  }
  CHECK(strict.take(10) == Ids{2});
  CHECK(generous.take(2) == Ids{2, 1});
  CHECK(generous.take(10) == Ids{0});
}

TEST_CASE("promise queue: ties go to the lower id") {
  PromiseQueue queue(0.5);
  for (const NodeId id : {7U, 3U, 5U, 1U}) queue.insert({1, id});
  CHECK(queue.take(10) == Ids{1, 3});
  CHECK(idsOf(queue.untaken(1)) == Ids{5});
}

TEST_CASE("promise queue: agrees with the plain list, whatever is asked in whatever order") {
  for (const double ratio : {0.01, 0.1, 0.33, 0.5, 0.9, 1.0}) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      CAPTURE(ratio);
      CAPTURE(seed);
      Random random(seed);
      PromiseQueue queue(ratio);
      PlainQueue plain(ratio);
      NodeId next = 0;
      for (int i = 0; i < 200; ++i) {
        const uint32_t action = random.below(10);
        if (action < 6) {
          const Neighbor node{static_cast<float>(random.below(50)), next++};  // with ties
          queue.insert(node);
          plain.insert(node);
        } else if (action < 8) {
          const uint32_t most = random.below(5);
          REQUIRE(queue.take(most) == plain.take(most));
        } else if (action < 9) {
          REQUIRE(queue.takeBest() == plain.takeBest());
        } else {
          const uint32_t count = random.below(20);
          REQUIRE(idsOf(queue.untaken(count)) == plain.untaken(count));
        }
      }
    }
  }
}
