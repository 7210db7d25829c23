// What damage does to a file, drawn from a seed: the same on every platform.
#pragma once

#include "base/random.h"
#include "checksums.h"
#include "samples.h"

namespace leann::fuzz {

/// One bit, anywhere: half of the time in any byte, else in any part, so that small parts get their share.
void flipBit(Bytes& file, const std::vector<Part>& parts, Random& random);

/// Two bytes or more, near each other or not: random ones, copies from elsewhere, or numbers at the edges of
/// integer and float types.
void changeBytes(Bytes& file, const std::vector<Part>& parts, Random& random);

/// An index file made of two: the front of one and the back of the other, cut at the same place or at any, or
/// one with a part exchanged for the other's.
Bytes spliced(const Sample& first, const Sample& second, Random& random);

}  // namespace leann::fuzz
