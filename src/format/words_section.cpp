#include "format/words_section.h"

#include <string>

#include "format/container.h"
#include "format/dictionary_code.h"

namespace leann {
void writeWords(const WordIndex& words, ByteWriter& out) {
  const std::vector<uint8_t> dictionary = encodeDictionary(words.dictionary());
  out.u32(words.shape().passages);
  out.u32(words.shape().documents);
  out.u32(words.shape().sections);
  out.u32(words.terms());
  out.u32(static_cast<uint32_t>(words.dictionary().bytes()));
  out.u32(static_cast<uint32_t>(dictionary.size()));
  out.u64(words.work());
  out.raw(dictionary);
  out.raw(words.bits());
}

Result<std::shared_ptr<const WordIndex>> readWords(std::span<const uint8_t> bytes, uint32_t nodes,
                                                   uint64_t memory) {
  ByteReader in(bytes);
  WordShape shape;
  shape.passages = in.u32();
  shape.documents = in.u32();
  shape.sections = in.u32();
  const uint32_t terms = in.u32();
  const uint32_t entryBytes = in.u32();
  const uint32_t dictionaryBytes = in.u32();
  const uint64_t work = in.u64();
  const auto dictionary = in.raw(dictionaryBytes);
  if (in.failed()) return corruptWords("end early");
  if (shape.passages != nodes) return corruptWords("are of another number of passages");
  const auto bits = in.raw(in.left());
  if (wordsMemory(shape, terms, entryBytes, bits.size(), work) > memory) {
    return corruptWords("take more memory than its length allows");
  }
  Result<TermDictionary> entries = decodeDictionary(dictionary, terms, entryBytes);
  if (!entries.ok()) return entries.status();
  Result<std::shared_ptr<const WordIndex>> words =
      WordIndex::create(shape, std::move(entries.value()), {bits.begin(), bits.end()}, work);
  if (!words.ok()) return corruptWords(words.status().message().c_str());
  return words;
}

WordsSize sizeOf(const WordIndex& words, uint64_t bytes) {
  return {.bytes = bytes,
          .memory = wordsMemory(words.shape(), words.terms(), words.dictionary().bytes(), words.bits().size(),
                                words.work()) +
                    kBlockMemory * words.blocks().size()};
}

}  // namespace leann
