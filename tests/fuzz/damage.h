// The damaged files, numbered: each kind of damage is a list that every platform can make again.
#pragma once

#include <cstdint>
#include <string>

#include "samples.h"

namespace leann::fuzz {

enum class Damage : uint8_t { kBit, kBytes, kTruncation, kSplice };
inline constexpr Damage kDamages[] = {Damage::kBit, Damage::kBytes, Damage::kTruncation, Damage::kSplice};

const char* nameOf(Damage damage);

inline constexpr uint32_t kMostFiles = 120000;  // of one kind

/// How many there are: kMostFiles flipped bits, 24,000 changes of bytes, every length that each sample can be
/// cut to, 24,000 splices.
uint32_t countOf(Damage damage, const std::vector<Sample>& samples);

struct DamagedFile {
  const Sample* sample;  // that it was; of a splice, the front
  Bytes file;
};

/// Number `number` of the list, below countOf.
DamagedFile damaged(Damage damage, uint32_t number, const std::vector<Sample>& samples);

}  // namespace leann::fuzz
