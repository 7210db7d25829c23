// The sound files that the fuzzer changes: three sizes, with and without each part that a file may lack.
#pragma once

#include <string>

#include "checksums.h"
#include "index/index.h"

namespace leann::fuzz {

struct Sample {
  std::string name;
  Bytes file;
  std::vector<Part> parts;  // of the file
  uint32_t dimension;
  std::vector<float> rows;  // the vectors that it was built from
};

/// All of them, the same on every platform.
std::vector<Sample> makeSamples();

/// The one that holds most: the largest size, and every part.
const Sample& mostOf(const std::vector<Sample>& samples);

}  // namespace leann::fuzz
