// Softmax of integer scores, to integer shares.
#pragma once

#include <cstdint>
#include <limits>

#include "encoder/lanes.h"

namespace leann {

/// The share of the highest score of a row: two times seven bits, less what keeps both halves within 127.
constexpr int32_t kSharePeak = 16320;
constexpr float kLog2SharePeak = 13.994353F;
constexpr int32_t kShareMask = 16383;

/// kSharePeak · 2^(difference · scale), rounded. `differences` are not positive. The power's fraction is a
/// polynomial within 1e-4; shares below 1/2 are 0.
LEANN_INLINE Int4 sharesOf(Int4 differences, Float4 scale) {
  const Float4 power = larger(toFloats(differences) * scale + everyLane(kLog2SharePeak), everyLane(-20.0F));
  const Float4 shifted = power + everyLane(kRounder);
  const Float4 fraction = power - (shifted - everyLane(kRounder));
  Float4 sum = everyLane(0.0555041087F);
  sum = sum * fraction + everyLane(0.2402265070F);
  sum = sum * fraction + everyLane(0.6931471806F);
  sum = sum * fraction + everyLane(1.0F);
  const Float4 share = fromBits(bitsOf(sum) + (bitsOf(shifted) << 23));
  return bitsOf(share + everyLane(kRounder)) & everyLane(kShareMask);
}

/// The highest of `count` scores, of which there is room for four at a time.
LEANN_INLINE int32_t highestOf(const int32_t* scores, uint32_t count) {
  Int4 highest = everyLane(std::numeric_limits<int32_t>::min());
  uint32_t i = 0;
  for (; i + kLaneCount <= count; i += kLaneCount) highest = larger(highest, loadIntegers(scores + i));
  int32_t best = largestOf(highest);
  for (; i < count; ++i) best = best < scores[i] ? scores[i] : best;
  return best;
}

/// Puts the shares of `count` scores (base 2 logarithms / `scale`) into row `row` of a panel; those up to the
/// next multiple of four are 0. Returns 1 / their sum.
template <typename Kernel>
LEANN_INLINE float softmax(const int32_t* scores, uint32_t count, float scale, typename Kernel::Left* panel,
                           uint32_t rows, uint32_t row) {
  const Int4 highest = everyLane(highestOf(scores, count));
  const Float4 scales = everyLane(scale);
  Int4 sum = everyLane(0);
  uint32_t i = 0;
  for (; i + kLaneCount <= count; i += kLaneCount) {
    const Int4 shares = sharesOf(loadIntegers(scores + i) - highest, scales);
    sum += shares;
    Kernel::putShares(panel, rows, row, i, shares);
  }
  if (i < count) {
    const Int4 there = Int4{0, 1, 2, 3} < everyLane(static_cast<int32_t>(count - i));
    // Scores of tokens that are not there may be higher than all others.
    const Int4 differences = select(there, loadIntegers(scores + i) - highest, everyLane(0));
    const Int4 shares = sharesOf(differences, scales) & there;
    sum += shares;
    Kernel::putShares(panel, rows, row, i, shares);
  }
  return 1.0F / static_cast<float>(sumOf(sum));
}

}  // namespace leann
