// How a build decides what its caller left open.
#pragma once

#include <cstdint>

#include "base/status.h"
#include "graph/graph_codec.h"
#include "index/build_params.h"

namespace leann {

/// Fills in everything that `params` leaves open, for `nodes` vectors and what their graph takes in the
/// file. Errors: kInvalidArgument when bytesPerPassage is too small for graph and shortest codes.
Result<BuildParams> resolved(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph);

}  // namespace leann
