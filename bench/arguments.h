// The command line of a benchmark: the FOLDER of its data, then numbers that may be left out.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

namespace leann::bench {

class Arguments {
 public:
  /// Ends the program if there is no folder.
  Arguments(int count, char** values, const char* usage) : count_(count), values_(values) {
    if (count_ > 1) return;
    std::fprintf(stderr, "usage: %s\n", usage);
    std::exit(2);
  }

  std::string folder() const { return values_[1]; }

  /// Argument i (that after the folder is 2).
  uint32_t number(int i, uint32_t fallback) const {
    return count_ > i ? static_cast<uint32_t>(std::strtoul(values_[i], nullptr, 10)) : fallback;
  }

  /// How many passages to measure with: argument 2 alone, or all of these in turn.
  std::vector<uint32_t> sizes(std::span<const uint32_t> all) const {
    if (count_ > 2) return {number(2, 0)};
    return {all.begin(), all.end()};
  }

 private:
  int count_;
  char** values_;
};

}  // namespace leann::bench
