// Nodes: the passages of an index as the core knows them.
#pragma once

#include <cstdint>

namespace leann {

/// Nodes are numbered from 0, without gaps. Their number is the row of their vector, links and code.
using NodeId = uint32_t;

}  // namespace leann
