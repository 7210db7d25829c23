// Ranking by code the nodes that a walk of the graph by codes meets. Experimental.
#pragma once

#include "search/rerank_search.h"

namespace leann {

class CodeWalkSearch final : public RerankSearch {
 public:
  CodeWalkSearch(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
                 std::shared_ptr<VectorCache> cache);

 private:
  void walk();
};

}  // namespace leann
