// The visited set: each node once between two clears, however many clears there were.
#include "base/visited_set.h"

#include "test_data.h"

using namespace leann;

TEST_CASE("visited set: a node is new once") {
  VisitedSet set(3);
  CHECK(set.insert(2));
  CHECK(!set.insert(2));
  CHECK(set.insert(0));
  set.clear();
  CHECK(set.insert(2));
  CHECK(set.insert(1));
  CHECK(!set.insert(1));
}

TEST_CASE("visited set: marks of long ago do not come back when the counter wraps") {
  VisitedSet set(2);
  CHECK(set.insert(0));
  for (int i = 0; i < 65535; ++i) {
    set.clear();
    if (!set.insert(1)) FAIL("after " << i + 1 << " clears node 1 was marked");
  }
  CHECK(set.insert(0));
  CHECK(!set.insert(0));
}
