#include "code/lengths.h"

#include <algorithm>
#include <cmath>

namespace leann {

Lengths Lengths::fit(const std::vector<float>& factors) {
  std::vector<float> sorted = factors;
  std::sort(sorted.begin(), sorted.end());
  const size_t cut = sorted.size() / 1000;
  Lengths lengths(sorted[cut], sorted[sorted.size() - 1 - cut], 0, {});
  lengths.halves_.reserve(static_cast<size_t>(bytesFor(static_cast<uint32_t>(factors.size()))));
  for (const float factor : factors) lengths.append(factor);
  return lengths;
}

void Lengths::append(float factor) {
  const float range = high_ - low_;
  const float place = range > 0 ? std::floor((factor - low_) / range * 16) : 0.0F;
  appendStep(static_cast<uint32_t>(std::clamp(place, 0.0F, 15.0F)));
}

void Lengths::reserveMore(uint32_t nodes) {
  const auto wanted = static_cast<size_t>(bytesFor(size_ + nodes));
  if (wanted > halves_.capacity()) halves_.reserve(std::max(wanted, halves_.capacity() * 3 / 2));
}

void Lengths::appendStep(uint32_t step) {
  if (size_ % 2 == 0) halves_.push_back(0);
  halves_.back() = static_cast<uint8_t>(halves_.back() | step << (size_ % 2 * 4));
  ++size_;
}

}  // namespace leann
