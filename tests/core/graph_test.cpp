// The compressed graph: rows sorted, without repeats or self-loops.
#include "graph/graph.h"

#include "test_data.h"

using namespace leann;

TEST_CASE("graph: an empty one has no nodes") {
  CHECK(Graph().size() == 0);
  CHECK(makeGraph({}).size() == 0);
  CHECK(symmetrized(Graph()).edges() == 0);
}

TEST_CASE("graph: rows come out sorted, without repeats and self-loops") {
  const Graph graph = makeGraph({{3, 1, 3, 0}, {}, {2}, {0, 2, 1}});
  CHECK(graph.size() == 4);
  CHECK(graph.offsets == std::vector<uint32_t>{0, 2, 2, 2, 5});
  CHECK(graph.targets == std::vector<NodeId>{1, 3, 0, 1, 2});
  CHECK(graph.edges() == 5);
  CHECK(graph.degree(0) == 2);
  CHECK(graph.degree(1) == 0);
  CHECK(graph.neighbors(3).size() == 3);
  CHECK(graph.neighbors(3)[2] == 2);
}

TEST_CASE("graph: symmetrised, every edge stands in both rows, once") {
  const Graph graph = symmetrized(makeGraph({{1, 2}, {0}, {}, {0}}));
  CHECK(graph.offsets == std::vector<uint32_t>{0, 3, 4, 5, 6});
  CHECK(graph.targets == std::vector<NodeId>{1, 2, 3, 0, 0, 0});
  const Graph again = symmetrized(graph);
  CHECK(again.offsets == graph.offsets);
  CHECK(again.targets == graph.targets);
}

TEST_CASE("graph: united, it has the edges of both in both rows, and the nodes of the larger") {
  const Graph both = united(makeGraph({{1}, {}}), makeGraph({{}, {0}, {0}}));
  CHECK(both.offsets == std::vector<uint32_t>{0, 2, 3, 4});
  CHECK(both.targets == std::vector<NodeId>{1, 2, 0, 0});
  const Graph other = united(makeGraph({{}, {0}, {0}}), makeGraph({{1}, {}}));
  CHECK(other.targets == both.targets);
  CHECK(united(Graph(), Graph()).size() == 0);
}
