#include "format/terms_section.h"

#include <limits>
#include <string>

#include "base/range_coder.h"
#include "format/container.h"
#include "format/dictionary_code.h"
#include "format/number_code.h"
#include "format/words_section.h"

namespace leann {
namespace {

// Codes an outline, by RangeEncoder or RangeDecoder; the one place that knows the order of what is coded.
template <typename Coder>
class OutlineCoder {
 public:
  explicit OutlineCoder(Coder& coder) : coder_(coder) {}

  uint32_t blockTerms(uint32_t value = 0) { return blockTerms_.code(coder_, value); }
  uint32_t blockBytes(uint32_t value = 0) { return blockBytes_.code(coder_, value); }
  uint64_t blockWork(uint64_t value = 0) {
    const uint64_t high = highWork_.code(coder_, static_cast<uint32_t>(value >> 31U));
    return high << 31U | lowWork_.code(coder_, static_cast<uint32_t>(value & 0x7FFFFFFFU));
  }
  uint32_t documentPassages(uint32_t value = 0) { return documentPassages_.code(coder_, value); }
  uint32_t sectionPassages(uint32_t value = 0) { return sectionPassages_.code(coder_, value); }
  uint32_t length(uint32_t value = 0) { return length_.code(coder_, value); }
  uint32_t titleLength(uint32_t value = 0) { return titleLength_.code(coder_, value); }

 private:
  Coder& coder_;
  NumberCode blockTerms_, blockBytes_, highWork_, lowWork_;
  NumberCode documentPassages_, sectionPassages_, length_, titleLength_;
};

std::vector<uint8_t> encodeOutline(const WordIndex& words) {
  RangeEncoder encoder;
  OutlineCoder<RangeEncoder> out(encoder);
  const auto blocks = words.blocks();
  for (size_t i = 0; i < blocks.size(); ++i) {
    const uint32_t end = i + 1 < blocks.size() ? blocks[i + 1].firstTerm : words.terms();
    out.blockTerms(end - blocks[i].firstTerm);
    out.blockBytes(words.blockBytes(static_cast<uint32_t>(i)));
    out.blockWork(blocks[i].work);
  }
  const auto eachGap = [](std::span<const NodeId> starts, auto code) {
    for (size_t i = 0; i + 1 < starts.size(); ++i) code(starts[i + 1] - starts[i]);
  };
  eachGap(words.documentStarts(), [&](uint32_t passages) { out.documentPassages(passages); });
  eachGap(words.sectionStarts(), [&](uint32_t passages) { out.sectionPassages(passages); });
  for (NodeId v = 0; v < words.passages(); ++v) out.length(words.length(v));
  for (uint32_t d = 0; d < words.documents(); ++d) out.titleLength(words.titleLength(d));
  return encoder.finish();
}

struct Counts {
  WordShape shape;
  uint32_t terms;
  uint32_t entryBytes;
  uint32_t blocks;
};

uint64_t memoryOf(const Counts& counts, uint64_t bitBytes, uint64_t work) {
  return wordsMemory(counts.shape, counts.terms, counts.entryBytes, bitBytes, work) +
         kBlockMemory * counts.blocks;
}

Status tooLarge() { return corruptWords("take more memory than its length allows"); }

// Blocks have at least a term each, and all terms are in one. `memory`: half of the most steps of work.
Status readBlocks(OutlineCoder<RangeDecoder>& in, const Counts& counts, uint64_t memory,
                  WordOutline& outline) {
  uint64_t terms = 0, bytes = 0, work = 0;
  outline.blocks.reserve(counts.blocks);
  for (uint32_t i = 0; i < counts.blocks; ++i) {
    PostingBlock block{.firstTerm = static_cast<uint32_t>(terms), .firstByte = static_cast<uint32_t>(bytes)};
    const uint32_t some = in.blockTerms();
    terms += some;
    bytes += in.blockBytes();
    block.work = in.blockWork();
    work += block.work;
    if (some == 0 || terms > counts.terms) return corruptWords("have blocks of other terms");
    if (bytes > WordIndex::kMostBitBytes) return corruptWords("have too many postings");
    if (block.work > 2 * memory || memoryOf(counts, bytes, work) > memory) return tooLarge();
    outline.blocks.push_back(block);
  }
  outline.bitBytes = static_cast<uint32_t>(bytes);
  return terms == counts.terms ? Status() : corruptWords("have blocks of other terms");
}

// `next()`: how many passages are in the next of `count` groups, all of which are not empty.
template <typename Next>
Status readStarts(uint32_t count, uint32_t passages, std::vector<NodeId>& starts, Next next) {
  starts.reserve(size_t{count} + 1);
  starts.push_back(0);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t some = next();
    if (some == 0 || some > passages - starts.back()) break;
    starts.push_back(starts.back() + some);
  }
  const bool complete = starts.size() == size_t{count} + 1 && starts.back() == passages;
  return complete ? Status() : corruptWords("stand in other passages than there are");
}

template <typename Value, typename Next>
bool readLengths(uint32_t count, std::vector<Value>& lengths, Next next) {
  lengths.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t length = next();
    if (length > std::numeric_limits<Value>::max()) return false;
    lengths.push_back(static_cast<Value>(length));
  }
  return true;
}

Result<WordOutline> decodeOutline(std::span<const uint8_t> bytes, const Counts& counts, uint64_t memory) {
  RangeDecoder decoder(bytes);
  OutlineCoder<RangeDecoder> in(decoder);
  WordOutline outline;
  if (const Status status = readBlocks(in, counts, memory, outline); !status.ok()) return status;
  const uint32_t passages = counts.shape.passages;
  Status status = readStarts(counts.shape.documents, passages, outline.documentStarts,
                             [&] { return in.documentPassages(); });
  if (!status.ok()) return status;
  status = readStarts(counts.shape.sections, passages, outline.sectionStarts,
                      [&] { return in.sectionPassages(); });
  if (!status.ok()) return status;
  if (!readLengths(passages, outline.lengths, [&] { return in.length(); }) ||
      !readLengths(counts.shape.documents, outline.titleLengths, [&] { return in.titleLength(); })) {
    return corruptWords("are of passages that are too long");
  }
  if (!decoder.complete() || decoder.used() != bytes.size())
    return corruptWords("have an outline of the wrong length");
  return outline;
}

}  // namespace

void writeTerms(const WordIndex& words, ByteWriter& out) {
  const std::vector<uint8_t> dictionary = encodeDictionary(words.dictionary());
  out.u32(words.shape().passages);
  out.u32(words.shape().documents);
  out.u32(words.shape().sections);
  out.u32(words.terms());
  out.u32(static_cast<uint32_t>(words.dictionary().bytes()));
  out.u32(static_cast<uint32_t>(dictionary.size()));
  out.u32(static_cast<uint32_t>(words.blocks().size()));
  out.raw(dictionary);
  out.raw(encodeOutline(words));
}

const char* writeWordsOrTerms(const WordIndex& words, ByteWriter& out) {
  if (words.blocks().empty()) {
    writeWords(words, out);
    return "WORD";
  }
  writeTerms(words, out);
  return "TERM";
}

Result<std::shared_ptr<const WordIndex>> readTerms(std::span<const uint8_t> bytes, uint32_t nodes,
                                                   uint64_t memory) {
  ByteReader in(bytes);
  Counts counts = {};
  counts.shape.passages = in.u32();
  counts.shape.documents = in.u32();
  counts.shape.sections = in.u32();
  counts.terms = in.u32();
  counts.entryBytes = in.u32();
  const uint32_t dictionaryBytes = in.u32();
  counts.blocks = in.u32();
  const auto dictionary = in.raw(dictionaryBytes);
  if (in.failed()) return corruptWords("end early");
  if (counts.shape.passages != nodes) return corruptWords("are of another number of passages");
  if (counts.shape.documents > nodes || counts.shape.sections > nodes || counts.blocks > counts.terms) {
    return corruptWords("have more documents, sections or blocks than there can be");
  }
  if (memoryOf(counts, 0, 0) > memory) return tooLarge();
  Result<WordOutline> outline = decodeOutline(in.raw(in.left()), counts, memory);
  if (!outline.ok()) return outline.status();
  Result<TermDictionary> entries = decodeDictionary(dictionary, counts.terms, counts.entryBytes);
  if (!entries.ok()) return entries.status();
  Result<std::shared_ptr<const WordIndex>> words =
      WordIndex::create(std::move(entries.value()), std::move(outline.value()));
  if (!words.ok()) return corruptWords(words.status().message().c_str());
  return words;
}

}  // namespace leann
