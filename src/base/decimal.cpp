#include "base/decimal.h"

#include <cmath>
#include <cstdint>

namespace leann {

std::string decimal(double value) {
  constexpr uint64_t kUnit = 1000000;
  constexpr double kMost = 1e12;
  if (std::isnan(value)) return "NaN";
  if (value < 0) return "-" + decimal(-value);
  if (value > kMost) return std::isinf(value) ? "Infinity" : "above " + decimal(kMost);
  const auto scaled = static_cast<uint64_t>(std::round(value * static_cast<double>(kUnit)));
  std::string text = std::to_string(scaled / kUnit);
  if (scaled % kUnit == 0) return text;
  // The leading 1 keeps the zeros behind the point.
  std::string places = std::to_string(kUnit + scaled % kUnit);
  places[0] = '.';
  places.erase(places.find_last_not_of('0') + 1);
  return text + places;
}

}  // namespace leann
