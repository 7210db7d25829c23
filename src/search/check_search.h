// The checks that a search must pass before it begins.
#pragma once

#include <span>

#include "base/status.h"
#include "index/index.h"
#include "search/search.h"

namespace leann {

/// `cache`: null for none. Errors: those of Search::create.
Status checkSearch(const Index& index, std::span<const float> query, const SearchParams& params,
                   const VectorCache* cache);

}  // namespace leann
