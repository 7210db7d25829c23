#include "index.h"

namespace leann {

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

}  // namespace leann
