#include "words/word_index.h"

#include <algorithm>
#include <limits>

#include "words/set_code.h"

namespace leann {
namespace {

constexpr uint32_t kLongestTitle = std::numeric_limits<uint8_t>::max();
constexpr uint32_t kLongest = std::numeric_limits<uint16_t>::max();

Status corrupt(const char* reason) { return {ErrorCode::kCorrupt, reason}; }

// A document or section begins with passage 0; the others are a set. Ends with the number of passages.
void readStarts(BitReader& in, uint32_t count, uint32_t passages, std::vector<NodeId>& starts) {
  starts.reserve(size_t{count} + 1);
  if (count > 0) {
    readSet(in, count - 1, passages - 1, starts);
    starts.push_back(0);
    for (size_t i = count - 1; i > 0; --i) starts[i] = starts[i - 1] + 1;
    starts[0] = 0;
  }
  starts.push_back(passages);
}

bool fits(uint32_t count, uint32_t passages) { return count <= passages && (count > 0 || passages == 0); }

}  // namespace

Result<std::shared_ptr<const WordIndex>> WordIndex::create(const WordShape& shape, TermDictionary dictionary,
                                                           std::vector<uint8_t> bits, uint64_t work) {
  const std::shared_ptr<WordIndex> index(new WordIndex(shape, std::move(dictionary), std::move(bits), work));
  if (const Status status = index->readAll(); !status.ok()) return status;
  return std::shared_ptr<const WordIndex>(index);
}

Status WordIndex::readAll() {
  if (!fits(shape_.documents, shape_.passages) || !fits(shape_.sections, shape_.passages)) {
    return corrupt("have more documents or sections than passages");
  }
  if (bits_.size() > kMostBitBytes) return corrupt("have too many postings");
  BitReader in(bits_);
  readStarts(in, shape_.documents, shape_.passages, documentStarts_);
  readStarts(in, shape_.sections, shape_.passages, sectionStarts_);
  places_.reserve(terms());
  lengths_.assign(shape_.passages, 0);
  titleLengths_.assign(shape_.documents, 0);
  TermCounts most;
  for (uint32_t term = 0; term < terms(); ++term) {
    const TermCounts counts = dictionary_.counts(term);
    most.passages = std::max(most.passages, counts.passages);
    most.sections = std::max(most.sections, counts.sections);
    most.documents = std::max(most.documents, counts.documents);
    if (counts.sum() == 0) return corrupt("have one that occurs nowhere");
  }
  if (most.passages > shape_.passages || most.sections > shape_.sections ||
      most.documents > shape_.documents) {
    return corrupt("occur in more places than there are");
  }
  Postings postings;
  postings.reserve(most);
  uint64_t left = work_;
  for (uint32_t term = 0; term < terms(); ++term) {
    places_.push_back(static_cast<uint32_t>(in.at()));
    if (!readPostings(in, dictionary_.counts(term), shape_, left, postings)) {
      return corrupt("have postings that are none");
    }
    left -= postings.work();
    measure(postings);
  }
  if (left > 0 || !in.complete()) return corrupt("do not end where their last postings do");
  for (const uint16_t length : lengths_) tokens_ += length;
  for (const uint8_t length : titleLengths_) {
    titleTokens_ += length;
    titled_ += length > 0 ? 1 : 0;
  }
  return {};
}

void WordIndex::measure(const Postings& postings) {
  for (size_t i = 0; i < postings.passages.size(); ++i) {
    uint16_t& length = lengths_[postings.passages[i]];
    length = static_cast<uint16_t>(std::min(length + uint32_t{postings.frequencies[i]}, kLongest));
  }
  for (const uint32_t document : postings.documents) {
    if (titleLengths_[document] < kLongestTitle) ++titleLengths_[document];
  }
}

void WordIndex::read(uint32_t term, Postings& postings) const {
  BitReader in(bits_, places_[term]);
  (void)readPostings(in, dictionary_.counts(term), shape_, std::numeric_limits<uint64_t>::max(), postings);
}

// Lengths, starts of documents and sections, and the longest lists of postings that there can be.
uint64_t wordsMemory(const WordShape& shape, uint32_t terms, uint64_t entryBytes, uint64_t bitBytes,
                     uint64_t work) {
  constexpr uint64_t kPassage = 2 + 4 + 1 + 4 + 4;
  constexpr uint64_t kDocument = 2 * 4 + 1;
  return kPassage * shape.passages + kDocument * shape.documents + 8 * uint64_t{shape.sections} +
         8 * uint64_t{terms} + entryBytes + bitBytes + work / 2;
}

}  // namespace leann
