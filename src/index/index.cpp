#include "index/index.h"

#include <string>

namespace leann {

Result<Index> without(const Index& index, std::span<const NodeId> nodes) {
  return guarded("remove nodes", [&]() -> Result<Index> {
    Index left = index;
    for (const NodeId id : nodes) {
      if (id >= index.size()) {
        return Status(ErrorCode::kInvalidArgument, "leann: cannot remove node " + std::to_string(id) +
                                                       ": there are " + std::to_string(index.size()) +
                                                       " nodes");
      }
      left.removed.insert(id);
    }
    return left;
  });
}

}  // namespace leann
