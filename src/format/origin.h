// Where an index file comes from.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "format/container.h"

namespace leann {

/// Which state of which documents, seen by which embedder, an index was made from. The core only keeps it:
/// the caller compares. Texts are UTF-8 of at most 4,096 bytes; what is beyond is cut off.
struct Origin {
  Commit commit;
  /// Of everything that decides which vector a text gets: model bytes, tokenizer, pooling, prefixes, most
  /// tokens.
  std::string fingerprint;
  /// Number format and device, which may differ within tolerance.
  std::string dtype, device;
  std::array<uint8_t, 32> corpus = {};  // SHA-256 of the documents, or zeros
};

}  // namespace leann
