// An index that is only searched.
#pragma once

#include <memory>

#include "index/index.h"
#include "index/vector_cache.h"
#include "search/predictors.h"

namespace leann {

struct Reader {
  std::shared_ptr<Index> index;
  std::shared_ptr<VectorCache> cache;
  Predictors predictors;
  std::vector<uint32_t> chosen = {};  // clusters that were handed out last
};

}  // namespace leann
