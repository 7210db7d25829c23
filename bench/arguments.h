// The command line of a benchmark: FOLDER, then numbers that may be left out.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace leann::bench {

class Arguments {
 public:
  /// Ends the program where there is no folder.
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

 private:
  int count_;
  char** values_;
};

}  // namespace leann::bench
