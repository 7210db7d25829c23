#include "words/postings.h"

#include <numeric>

#include "words/set_code.h"

namespace leann {

void Postings::clear() {
  passages.clear();
  frequencies.clear();
  sections.clear();
  documents.clear();
}

void Postings::reserve(const TermCounts& most) {
  passages.reserve(most.passages);
  frequencies.reserve(most.passages);
  level.reserve(most.passages);
  places.reserve(most.passages);
  sections.reserve(most.sections);
  documents.reserve(most.documents);
}

TermCounts Postings::counts() const {
  return {.passages = static_cast<uint32_t>(passages.size()),
          .sections = static_cast<uint32_t>(sections.size()),
          .documents = static_cast<uint32_t>(documents.size())};
}

uint64_t Postings::work() const {
  return std::accumulate(frequencies.begin(), frequencies.end(),
                         uint64_t{sections.size()} + documents.size());
}

// Frequencies are sets as well: which of the passages have the term at least twice, which of those at least
// three times, and so on, each after its count.
void writePostings(BitWriter& out, const Postings& postings, const WordShape& shape) {
  writeSet(out, postings.passages, shape.passages);
  std::vector<uint8_t> frequencies = postings.frequencies;
  std::vector<uint32_t> places;
  for (uint32_t least = 2; !frequencies.empty() && least <= kMostFrequent; ++least) {
    places.clear();
    for (uint32_t i = 0; i < frequencies.size(); ++i) {
      if (frequencies[i] < least) continue;
      frequencies[places.size()] = frequencies[i];
      places.push_back(i);
    }
    writeGamma(out, static_cast<uint32_t>(places.size()) + 1);
    writeSet(out, places, static_cast<uint32_t>(frequencies.size()));
    frequencies.resize(places.size());
  }
  writeSet(out, postings.sections, shape.sections);
  writeSet(out, postings.documents, shape.documents);
}

bool readPostings(BitReader& in, const TermCounts& counts, const WordShape& shape, uint64_t most,
                  Postings& postings) {
  postings.clear();
  uint64_t work = counts.sum();
  if (work > most) return false;
  readSet(in, counts.passages, shape.passages, postings.passages);
  postings.frequencies.assign(counts.passages, 1);
  uint32_t left = counts.passages;
  std::vector<uint32_t>& level = postings.level;  // the passages that are in the present set
  for (uint32_t least = 2; left > 0 && least <= kMostFrequent; ++least) {
    const uint32_t code = readGamma(in);
    if (code == 0 || code - 1 > left) return false;
    const uint32_t count = code - 1;
    work += count;
    if (work > most) return false;
    readSet(in, count, left, postings.places);
    if (least == 2) {
      level = postings.places;
    } else {
      for (uint32_t i = 0; i < count; ++i) level[i] = level[postings.places[i]];
    }
    left = count;
    for (uint32_t i = 0; i < left; ++i) ++postings.frequencies[level[i]];
  }
  readSet(in, counts.sections, shape.sections, postings.sections);
  readSet(in, counts.documents, shape.documents, postings.documents);
  return !in.failed();
}

}  // namespace leann
