// What the parameters of a search say of the nodes of a cut index that are at hand.
#pragma once

#include "index/index.h"
#include "search/search.h"

namespace leann {

/// `params`, checked, with the numbers that nodes have here in place of those of the whole index. O(size of
/// the parameters, and of what is at hand).
SearchParams localParams(const Index& index, const SearchParams& params);

}  // namespace leann
