// Index files of other libraries, for what damage does to them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checksums.h"

namespace leann::fuzz {

/// Vectors of `dimension` floats, one after the other.
struct Rows {
  std::vector<float> values;
  uint32_t dimension;

  size_t count() const { return values.size() / dimension; }
  const float* row(size_t i) const { return values.data() + i * dimension; }
};

struct Rival {
  const char* name;
  Bytes (*build)(const Rows&);
  /// The hits of some queries, or nothing when the file was refused.
  std::optional<std::string> (*hits)(const Bytes&, const Rows&);
};

/// Those that were there when this was compiled.
std::vector<Rival> rivals();

}  // namespace leann::fuzz
