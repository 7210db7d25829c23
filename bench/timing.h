// Time that this program took of a processor, and what is typical of many such times.
#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <vector>

namespace leann::bench {

/// With Emscripten the time elapsed: it knows no other, and its std::clock() counts in milliseconds.
inline double cpuMilliseconds() {
#ifdef __EMSCRIPTEN__
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
#else
  return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
#endif
}

/// The value that `share` of the values do not exceed; there must be one.
inline double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

inline double median(std::vector<double> values) { return percentile(std::move(values), 0.5); }

}  // namespace leann::bench
