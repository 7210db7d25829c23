// What becomes of a file: opened as an application would, checked, searched, saved and grown.
#pragma once

#include <span>
#include <string>

#include "base/status.h"
#include "samples.h"

namespace leann::fuzz {

enum class Outcome : uint8_t {
  kRejected,  // an error
  kOpened,    // an index that keeps every promise
  kBroken,    // an index, a search or an error that breaks one
};

struct Verdict {
  Outcome outcome = Outcome::kBroken;
  std::string reason;    // the error, or the promise that is broken
  std::string hits;      // opened: the ids that each search found, in order
  uint64_t answers = 0;  // opened: a hash of every hit, to the last bit
  double memory = 0;     // the most bytes held while opening, as a share of what docs/security.md allows
};

/// `rows`: vectors of `dimension` floats to embed passages and queries with; an index of another dimension
/// gets made-up ones. `changing`: also inserts, removes
/// and compacts. O(searches).
Verdict judge(const Bytes& file, std::span<const float> rows, uint32_t dimension, bool changing);

/// The most bytes that opening a file of `size` bytes may hold at a time.
uint64_t memoryLimit(size_t size);

}  // namespace leann::fuzz
