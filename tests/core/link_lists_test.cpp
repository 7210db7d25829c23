// Link lists: each keeps its own ids, up to its capacity.
#include "graph/link_lists.h"

#include "test_data.h"

using namespace leann;

namespace {

std::vector<NodeId> idsOf(const LinkLists& lists, uint32_t list) {
  return {lists[list].begin(), lists[list].end()};
}

}  // namespace

TEST_CASE("link lists: full means full, and neighbours in memory are left alone") {
  LinkLists lists(2, 3);
  CHECK(lists.size() == 3);
  CHECK(lists.capacity() == 2);
  CHECK(lists.append(1, 7));
  CHECK(lists.append(1, 8));
  CHECK(!lists.append(1, 9));
  CHECK(idsOf(lists, 0).empty());
  CHECK(idsOf(lists, 1) == std::vector<NodeId>{7, 8});
  CHECK(idsOf(lists, 2).empty());
  lists.assign(1, std::vector<NodeId>{5});
  CHECK(idsOf(lists, 1) == std::vector<NodeId>{5});
  CHECK(lists.append(1, 6));
  CHECK(idsOf(lists, 1) == std::vector<NodeId>{5, 6});
}

TEST_CASE("link lists: growing keeps what there is") {
  LinkLists lists(3);
  CHECK(lists.size() == 0);
  lists.grow(1);
  CHECK(lists.append(0, 4));
  lists.grow(500);
  CHECK(lists.size() == 501);
  CHECK(idsOf(lists, 0) == std::vector<NodeId>{4});
  CHECK(idsOf(lists, 500).empty());
}
