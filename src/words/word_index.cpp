#include "words/word_index.h"

#include <algorithm>
#include <limits>
#include <string>

#include "words/set_code.h"

namespace leann {
namespace {

constexpr uint32_t kLongestTitle = std::numeric_limits<uint8_t>::max();
constexpr uint32_t kLongestPassage = std::numeric_limits<uint16_t>::max();

Status corrupt(const char* reason) { return {ErrorCode::kCorrupt, reason}; }
Status untaken(const std::string& reason) {
  return {ErrorCode::kCorrupt, "leann: cannot take words: they " + reason};
}

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

struct TermRange {
  uint32_t first;
  uint32_t end;
};

// Reads the postings of some terms, one after the other, and calls `use()` after each.
template <typename Use>
Status readEach(BitReader& in, const TermDictionary& terms, TermRange range, const WordShape& shape,
                uint64_t work, uint32_t* places, Postings& postings, Use use) {
  for (uint32_t term = range.first; term < range.end; ++term) {
    *places++ = static_cast<uint32_t>(in.at());
    if (!readPostings(in, terms.counts(term), shape, work, postings)) {
      return corrupt("have postings that are none");
    }
    work -= postings.work();
    use();
  }
  if (work > 0 || !in.complete()) return corrupt("do not end where their last postings do");
  return {};
}

}  // namespace

Result<std::shared_ptr<const WordIndex>> WordIndex::create(const WordShape& shape, TermDictionary dictionary,
                                                           std::vector<uint8_t> bits, uint64_t work) {
  const std::shared_ptr<WordIndex> index(new WordIndex(shape, std::move(dictionary)));
  index->bits_ = std::move(bits);
  index->work_ = work;
  if (!fits(shape.documents, shape.passages) || !fits(shape.sections, shape.passages)) {
    return corrupt("have more documents or sections than passages");
  }
  if (index->bits_.size() > kMostBitBytes) return corrupt("have too many postings");
  TermCounts most;
  if (const Status status = index->checkCounts(most); !status.ok()) return status;
  if (const Status status = index->readAll(most); !status.ok()) return status;
  return std::shared_ptr<const WordIndex>(index);
}

Result<std::shared_ptr<const WordIndex>> WordIndex::create(TermDictionary dictionary, WordOutline outline) {
  const WordShape shape{.passages = outline.documentStarts.back(),
                        .sections = static_cast<uint32_t>(outline.sectionStarts.size()) - 1,
                        .documents = static_cast<uint32_t>(outline.documentStarts.size()) - 1};
  const std::shared_ptr<WordIndex> index(new WordIndex(shape, std::move(dictionary)));
  TermCounts most;
  if (const Status status = index->checkCounts(most); !status.ok()) return status;
  index->documentStarts_ = std::move(outline.documentStarts);
  index->sectionStarts_ = std::move(outline.sectionStarts);
  index->lengths_ = std::move(outline.lengths);
  index->titleLengths_ = std::move(outline.titleLengths);
  index->addUpLengths();
  index->blocks_ = std::move(outline.blocks);
  index->absent_ = index->blocks_.size();
  index->present_.assign(index->blocks_.size(), 0);
  index->bits_.assign(outline.bitBytes, 0);
  index->places_.assign(index->terms(), 0);
  for (const PostingBlock& block : index->blocks_) index->work_ += block.work;
  return std::shared_ptr<const WordIndex>(index);
}

Status WordIndex::checkCounts(TermCounts& most) const {
  for (uint32_t term = 0; term < terms(); ++term) {
    const TermCounts counts = dictionary_.counts(term);
    most.passages = std::max(most.passages, counts.passages);
    most.sections = std::max(most.sections, counts.sections);
    most.documents = std::max(most.documents, counts.documents);
    if (counts.sum() == 0) return corrupt("have one that occurs nowhere");
  }
  const bool fit = most.passages <= shape_.passages && most.sections <= shape_.sections &&
                   most.documents <= shape_.documents;
  return fit ? Status() : corrupt("occur in more places than there are");
}

Status WordIndex::readAll(const TermCounts& most) {
  BitReader in(bits_);
  readStarts(in, shape_.documents, shape_.passages, documentStarts_);
  readStarts(in, shape_.sections, shape_.passages, sectionStarts_);
  places_.assign(terms(), 0);
  lengths_.assign(shape_.passages, 0);
  titleLengths_.assign(shape_.documents, 0);
  Postings postings;
  postings.reserve(most);
  const Status status = readEach(in, dictionary_, {.first = 0, .end = terms()}, shape_, work_, places_.data(),
                                 postings, [&] { measure(postings); });
  if (status.ok()) addUpLengths();
  return status;
}

void WordIndex::addUpLengths() {
  for (const uint16_t length : lengths_) tokens_ += length;
  for (const uint8_t length : titleLengths_) {
    titleTokens_ += length;
    titled_ += length > 0 ? 1 : 0;
  }
}

void WordIndex::measure(const Postings& postings) {
  for (size_t i = 0; i < postings.passages.size(); ++i) {
    uint16_t& length = lengths_[postings.passages[i]];
    length = static_cast<uint16_t>(std::min(length + uint32_t{postings.frequencies[i]}, kLongestPassage));
  }
  for (const uint32_t document : postings.documents) {
    if (titleLengths_[document] < kLongestTitle) ++titleLengths_[document];
  }
}

uint32_t WordIndex::blockOf(uint32_t term) const {
  const auto after =
      std::upper_bound(blocks_.begin(), blocks_.end(), term,
                       [](uint32_t wanted, const PostingBlock& block) { return wanted < block.firstTerm; });
  return static_cast<uint32_t>(after - blocks_.begin()) - 1;
}

uint32_t WordIndex::endOf(uint32_t block) const {
  return block + 1 < blocks_.size() ? blocks_[block + 1].firstTerm : terms();
}

uint32_t WordIndex::blockBytes(uint32_t block) const {
  const auto all = static_cast<uint32_t>(bits_.size());
  return (block + 1 < blocks_.size() ? blocks_[block + 1].firstByte : all) - blocks_[block].firstByte;
}

Status WordIndex::supply(uint32_t block, std::span<const uint8_t> bits) const {
  return guarded("take words", [&]() -> Status {
    if (block >= blocks_.size()) {
      return {ErrorCode::kInvalidArgument, "leann: cannot take words: there is no such block"};
    }
    if (present_[block] != 0) return {};
    const auto& [firstTerm, firstByte, work] = blocks_[block];
    if (bits.size() != blockBytes(block)) return untaken("have the wrong length");
    std::copy(bits.begin(), bits.end(), bits_.data() + firstByte);
    BitReader in(bits);
    Postings postings;
    uint32_t* const places = places_.data() + firstTerm;
    const Status status = readEach(in, dictionary_, {.first = firstTerm, .end = endOf(block)}, shape_, work,
                                   places, postings, [] {});
    if (!status.ok()) return untaken(status.message());
    for (uint32_t term = firstTerm; term < endOf(block); ++term) places_[term] += 8 * firstByte;
    present_[block] = 1;
    --absent_;
    return {};
  });
}

bool WordIndex::read(uint32_t term, Postings& postings) const {
  if (absent_ > 0 && present_[blockOf(term)] == 0) {
    postings.clear();
    return false;
  }
  BitReader in(bits_, places_[term]);
  (void)readPostings(in, dictionary_.counts(term), shape_, std::numeric_limits<uint64_t>::max(), postings);
  return true;
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
