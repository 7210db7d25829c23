#include "words/word_writer.h"

#include "words/set_code.h"

namespace leann {
namespace {

uint32_t writeStarts(BitWriter& out, std::span<const NodeId> starts) {
  const auto count = static_cast<uint32_t>(starts.size()) - 1;
  if (count == 0) return 0;
  std::vector<uint32_t> later;
  for (uint32_t i = 1; i < count; ++i) later.push_back(starts[i] - 1);
  writeSet(out, later, starts[count] - 1);
  return count;
}

}  // namespace

WordWriter::WordWriter(std::span<const NodeId> documentStarts, std::span<const NodeId> sectionStarts) {
  shape_.passages = documentStarts.back();
  shape_.documents = writeStarts(bits_, documentStarts);
  shape_.sections = writeStarts(bits_, sectionStarts);
}

void WordWriter::add(std::string_view term, const Postings& postings) {
  const TermCounts counts = postings.counts();
  if (counts.sum() == 0) return;
  dictionary_.append(term, counts);
  writePostings(bits_, postings, shape_);
  work_ += postings.work();
}

Result<std::shared_ptr<const WordIndex>> WordWriter::finish() {
  std::vector<uint8_t> bits = bits_.finish();
  if (bits.size() > WordIndex::kMostBitBytes) {
    return Status(ErrorCode::kInvalidArgument, "leann: cannot index words: there are too many");
  }
  return WordIndex::create(shape_, std::move(dictionary_), std::move(bits), work_);
}

}  // namespace leann
