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
  Arguments(int count, char** values, const char* usage) : count_(count), values_(values), usage_(usage) {
    (void)text(1);
  }

  std::string folder() const { return text(1); }

  /// Argument i, which has to be there: ends the program if it is not.
  std::string text(int i) const {
    if (count_ > i) return values_[i];
    std::fprintf(stderr, "usage: %s\n", usage_);
    std::exit(2);
  }

  /// Argument i (that after the folder is 2).
  uint32_t number(int i, uint32_t fallback) const {
    return count_ > i ? static_cast<uint32_t>(std::strtoul(values_[i], nullptr, 10)) : fallback;
  }

  /// How many passages to measure with: argument i alone, or all of these in turn.
  std::vector<uint32_t> sizes(std::span<const uint32_t> all, int i = 2) const {
    if (count_ > i) return {number(i, 0)};
    return {all.begin(), all.end()};
  }

 private:
  int count_;
  char** values_;
  const char* usage_;
};

}  // namespace leann::bench
