// What a graph says of its nodes: where a walk begins, and which are its hubs.
#include "graph/hubs.h"

#include "test_data.h"

using namespace leann;

TEST_CASE("hubs: the walk starts at the node of highest degree, ties to the lower id") {
  CHECK(entryPoint(makeGraph({{}})) == 0);
  CHECK(entryPoint(makeGraph({{1}, {0, 2, 3}, {1}, {1}})) == 1);
  CHECK(entryPoint(makeGraph({{}, {2, 3}, {1, 3}, {1, 2}})) == 1);
}

TEST_CASE("hubs: hubs are the nodes of highest degree, that of highest first, ties to the lower id") {
  const Graph graph = makeGraph({{1}, {0, 2, 3}, {1, 3}, {1, 2}, {}});
  CHECK(hubsOf(graph, 3) == std::vector<NodeId>{1, 2, 3});
  CHECK(hubsOf(graph, 1) == std::vector<NodeId>{entryPoint(graph)});
  CHECK(hubsOf(graph, 0).empty());
  CHECK(hubsOf(graph, 100) == std::vector<NodeId>{1, 2, 3, 0, 4});
}
