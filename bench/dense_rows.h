// A data set made denser: as many passages as are wanted, each a function of its number, so that they need
// not be kept. The first are those of the set. Each further one is one of these, moved up to half way to one
// of its near neighbours, with noise, so that neighbourhoods stay those of real texts.
#pragma once

#include <cstdint>

#include "dataset.h"
#include "graph/graph.h"

namespace leann::bench {

class DenseRows {
 public:
  /// `data` must outlive it; only the vectors that it has now are read.
  explicit DenseRows(const Dataset& data);

  /// Vector `number` of kDimension floats, of length 1 beyond the set. O(dimension).
  void read(uint32_t number, float* out) const;

 private:
  const Dataset& data_;
  uint32_t real_;
  Graph near_;
};

/// Adds passages until there are so many.
void densify(Dataset& data, uint32_t passages);

}  // namespace leann::bench
