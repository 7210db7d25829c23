// How far an index has moved from what its codes were trained on.
#pragma once

#include <cstdint>

namespace leann {

/// Squared errors are of a whole vector: |vector - what its code stands for|^2, before lengths are given
/// back.
struct Drift {
  static constexpr float kMost = 1e12F;  // of each of the following, that a file may hold

  uint32_t built = 0;    // nodes 0 .. built - 1 were there when the codes were trained; the others came later
  float builtError = 0;  // mean squared error of those, when they were encoded
  float insertedError = 0;  // the same of all that were inserted since
  float moved = 0;          // mean square by which compactions moved what the codes stand for
};

}  // namespace leann
