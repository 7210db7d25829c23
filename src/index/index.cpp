#include "index/index.h"

#include <string>

namespace leann {

Status notWhole(const char* act) {
  return {ErrorCode::kInvalidArgument, std::string("leann: cannot ") + act + ": its nodes come in blocks"};
}

Result<Index> without(const Index& index, std::span<const NodeId> nodes) {
  return guarded("remove nodes", [&]() -> Result<Index> {
    if (index.cut) return notWhole("remove nodes");
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
