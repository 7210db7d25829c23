#include "damage.h"

#include "mutation.h"

namespace leann::fuzz {

const char* nameOf(Damage damage) {
  switch (damage) {
    case Damage::kBit:
      return "bit";
    case Damage::kBytes:
      return "bytes";
    case Damage::kTruncation:
      return "truncation";
    case Damage::kSplice:
      return "splice";
  }
  return "";
}

uint32_t countOf(Damage damage, const std::vector<Sample>& samples) {
  // Of a tenth of them nothing is left when checksums are made to match: 100,000 and 20,000 remain.
  if (damage == Damage::kBit) return kMostFiles;
  if (damage != Damage::kTruncation) return 24000;
  size_t lengths = 0;
  for (const Sample& sample : samples) lengths += sample.file.size();
  return static_cast<uint32_t>(lengths);
}

DamagedFile damaged(Damage damage, uint32_t number, const std::vector<Sample>& samples) {
  if (damage == Damage::kTruncation) {
    const Sample* sample = samples.data();
    size_t length = number;
    while (length >= sample->file.size()) length -= (sample++)->file.size();
    const auto end = sample->file.begin() + static_cast<Bytes::difference_type>(length);
    return {sample, Bytes(sample->file.begin(), end)};
  }
  Random random(uint64_t{number} << 8 | static_cast<uint64_t>(damage));
  const Sample& sample = samples[number % samples.size()];
  if (damage == Damage::kSplice) {
    return {&sample, spliced(sample, samples[random.below(samples.size())], random)};
  }
  DamagedFile result{&sample, sample.file};
  if (damage == Damage::kBit) {
    flipBit(result.file, sample.parts, random);
  } else {
    changeBytes(result.file, sample.parts, random);
  }
  return result;
}

}  // namespace leann::fuzz
