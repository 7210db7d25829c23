#include "build/cluster_build.h"

#include <numeric>
#include <utility>

#include "graph/numbering.h"

namespace leann {

ClusterBuild::ClusterBuild(VectorTable rows, std::vector<uint32_t> counts, const BuildParams& params)
    : rows_(std::move(rows)),
      counts_(std::move(counts)),
      numbering_(params.numbering),
      build_(rows_, params) {}

ClusterGraph ClusterBuild::take() {
  ClusterGraph result{.graph = build_.take(), .order = {}};
  if (numbering_ == Numbering::kLocal) {
    result.order = counts_.empty() ? localOrder(result.graph) : localGroupOrder(result.graph, counts_);
    result.graph =
        renumbered(result.graph, counts_.empty() ? result.order : nodeOrder(result.order, counts_));
  } else {
    result.order.resize(counts_.empty() ? rows_.size() : counts_.size());
    std::iota(result.order.begin(), result.order.end(), 0U);
  }
  return result;
}

}  // namespace leann
