// The small index file with parts that someone changed to do harm, and checksums that match.
#pragma once

#include <limits>

#include "file_parts.h"

namespace leann::testing {

struct FloatPlace {
  size_t at;
  float most;  // the largest magnitude that is let in
};

/// Where QNTZ of the small file holds floats: mean, scales of the rotation, of the codebooks.
inline std::vector<FloatPlace> floatPlaces(RotationKind rotation) {
  std::vector<FloatPlace> places;
  const bool learned = rotation == RotationKind::kLearned;
  for (size_t i = 0; i < 8; ++i) places.push_back({i * 4, 1e6F});
  for (size_t i = 0; learned && i < 8; ++i) places.push_back({32 + i * 4, 1.0F});
  for (size_t i = 0; i < (learned ? 3 : 1); ++i) places.push_back({(learned ? 80 : 32) + i * 4, 1e8F});
  return places;
}
inline constexpr size_t kOrder = 64, kMatrix = 92, kBooks = 124;  // of QNTZ with a learned rotation

inline void putFloat(Bytes& bytes, size_t at, float value) {
  put(bytes, at, __builtin_bit_cast(uint32_t, value), 4);
}

inline constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
inline constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The small file with a change to one part, and checksums to match.
template <typename Change>
Bytes changed(Part part, Change change, RotationKind rotation = RotationKind::kLearned) {
  Parts parts = split(smallFile(rotation));
  change(parts[part]);
  return join(parts);
}

}  // namespace leann::testing
