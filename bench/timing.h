// Time that this program took of a processor, and what is typical of many such times.
#pragma once

#include <algorithm>
#include <vector>

namespace leann::bench {

/// Of all threads, to the microsecond.
double cpuMilliseconds();

/// The value that `share` of the values do not exceed; there must be one.
inline double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

}  // namespace leann::bench
