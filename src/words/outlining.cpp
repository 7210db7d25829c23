#include "words/outlining.h"

#include <limits>
#include <string>

#include "words/word_writer.h"

namespace leann {
namespace {

WordOutline outlineOf(const WordIndex& index) {
  WordOutline outline;
  const auto documents = index.documentStarts();
  const auto sections = index.sectionStarts();
  outline.documentStarts.assign(documents.begin(), documents.end());
  outline.sectionStarts.assign(sections.begin(), sections.end());
  for (NodeId v = 0; v < index.passages(); ++v) {
    outline.lengths.push_back(static_cast<uint16_t>(index.length(v)));
  }
  for (uint32_t d = 0; d < index.documents(); ++d) {
    outline.titleLengths.push_back(static_cast<uint8_t>(index.titleLength(d)));
  }
  return outline;
}

// Bytes at which a block that may be cut elsewhere is cut all the same.
uint32_t mostBytes(uint32_t blockBytes, bool isCutElsewhere) {
  const uint32_t most = std::numeric_limits<uint32_t>::max();
  return !isCutElsewhere ? blockBytes : blockBytes > most / 2 ? most : 2 * blockBytes;
}

}  // namespace

Result<OutlinedWords> outlined(const WordIndex& index, uint32_t blockBytes, std::span<const uint32_t> cuts) {
  return guarded("outline words", [&]() -> Result<OutlinedWords> {
    if (!index.isWhole()) return refuse("outline words", kNotWhole);
    if (blockBytes == 0) return refuse("outline words", "a block takes at least a byte");
    WordOutline outline = outlineOf(index);
    std::vector<std::vector<uint8_t>> blocks;
    Postings postings;
    BitWriter out;
    PostingBlock block;
    const auto end = [&](uint32_t nextTerm) {
      blocks.push_back(out.finish());
      outline.blocks.push_back(block);
      outline.bitBytes += static_cast<uint32_t>(blocks.back().size());
      out = {};
      block = {.firstTerm = nextTerm, .firstByte = outline.bitBytes};
    };
    const uint32_t most = mostBytes(blockBytes, !cuts.empty());
    auto cut = cuts.begin();
    for (uint32_t term = 0; term < index.terms(); ++term) {
      (void)index.read(term, postings);
      writePostings(out, postings, index.shape());
      block.work += postings.work();
      while (cut != cuts.end() && *cut <= term) ++cut;
      if (out.size() >= most || (cut != cuts.end() && *cut == term + 1)) end(term + 1);
    }
    if (block.firstTerm < index.terms()) end(index.terms());
    Result<std::shared_ptr<const WordIndex>> words =
        WordIndex::create(TermDictionary(index.dictionary()), std::move(outline));
    if (!words.ok()) return words.status();
    return OutlinedWords{.outline = std::move(words.value()), .blocks = std::move(blocks)};
  });
}

Result<std::shared_ptr<const WordIndex>> inOnePiece(const WordIndex& index) {
  return guarded("join words", [&]() -> Result<std::shared_ptr<const WordIndex>> {
    if (!index.isWhole()) return refuse("join words", kNotWhole);
    WordWriter writer(index.documentStarts(), index.sectionStarts());
    Postings postings;
    for (uint32_t term = 0; term < index.terms(); ++term) {
      (void)index.read(term, postings);
      writer.add(index.dictionary().term(term), postings);
    }
    return writer.finish();
  });
}

}  // namespace leann
