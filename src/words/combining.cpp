#include "words/combining.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "words/merged_terms.h"
#include "words/word_writer.h"

namespace leann {
namespace {

constexpr uint32_t kGone = ~uint32_t{0};

using Numbers = std::vector<uint32_t>;  // new by old, kGone for what is not kept

/// Documents, or sections: numbers those that a passage is left of from `next` on, and notes where they
/// begin.
Numbers renumbered(std::span<const NodeId> starts, const Numbers& passages, std::vector<NodeId>& begins) {
  Numbers numbers(starts.size() - 1, kGone);
  for (size_t i = 0; i < numbers.size(); ++i) {
    for (NodeId v = starts[i]; v < starts[i + 1]; ++v) {
      if (passages[v] == kGone) continue;
      numbers[i] = static_cast<uint32_t>(begins.size());
      begins.push_back(passages[v]);
      break;
    }
  }
  return numbers;
}

/// Appends the new numbers of what is kept.
void renumber(std::span<const uint32_t> old, const Numbers& numbers, std::vector<uint32_t>& out) {
  for (const uint32_t number : old) {
    if (numbers[number] != kGone) out.push_back(numbers[number]);
  }
}

/// Puts passages of several indexes together as one.
class Combination {
 public:
  /// `passages`: of each part, ascending over all of them.
  Combination(std::span<const WordIndex* const> parts, std::vector<Numbers> passages, NodeId count)
      : parts_(parts), passages_(std::move(passages)) {
    for (size_t part = 0; part < parts_.size(); ++part) {
      documents_.push_back(renumbered(parts_[part]->documentStarts(), passages_[part], documentStarts_));
      sections_.push_back(renumbered(parts_[part]->sectionStarts(), passages_[part], sectionStarts_));
    }
    joinSections();
    documentStarts_.push_back(count);
    sectionStarts_.push_back(count);
  }

  Result<std::shared_ptr<const WordIndex>> write() {
    WordWriter writer(documentStarts_, sectionStarts_);
    Postings all;
    for (MergedTerms terms(parts_); !terms.done(); terms.next()) {
      all.clear();
      eachPart(terms, [&](size_t part) { append(part, all); });
      all.sections.erase(std::unique(all.sections.begin(), all.sections.end()), all.sections.end());
      writer.add(terms.term(), all);
    }
    return writer.finish();
  }

 private:
  /// Reads the term's postings in each part that has it into read_, and calls `use(part)`.
  template <typename Use>
  void eachPart(const MergedTerms& terms, Use use) {
    for (size_t part = 0; part < parts_.size(); ++part) {
      if (terms.number(part) == MergedTerms::kNone) continue;
      (void)parts_[part]->read(terms.number(part), read_);
      use(part);
    }
  }

  void append(size_t part, Postings& all) const {
    for (size_t i = 0; i < read_.passages.size(); ++i) {
      const NodeId passage = passages_[part][read_.passages[i]];
      if (passage == kGone) continue;
      all.passages.push_back(passage);
      all.frequencies.push_back(read_.frequencies[i]);
    }
    renumber(read_.sections, sections_[part], all.sections);
    renumber(read_.documents, documents_[part], all.documents);
  }

  /// Sections that have become neighbours may have the same headings, which makes them one.
  void joinSections() {
    std::vector<bool> differs(sectionStarts_.size() + 1, false);  // from the section before
    std::vector<uint32_t> sections;
    for (MergedTerms terms(parts_); !terms.done(); terms.next()) {
      sections.clear();
      eachPart(terms, [&](size_t part) { renumber(read_.sections, sections_[part], sections); });
      for (size_t i = 0; i < sections.size(); ++i) {
        if (i == 0 || sections[i - 1] + 1 < sections[i]) differs[sections[i]] = true;
        if (i + 1 == sections.size() || sections[i] + 1 < sections[i + 1]) differs[sections[i] + 1] = true;
      }
    }
    std::vector<NodeId> starts;
    Numbers joined;  // new by old
    for (size_t i = 0; i < sectionStarts_.size(); ++i) {
      if (i == 0 || differs[i]) starts.push_back(sectionStarts_[i]);
      joined.push_back(static_cast<uint32_t>(starts.size()) - 1);
    }
    sectionStarts_ = std::move(starts);
    for (Numbers& numbers : sections_) {
      for (uint32_t& number : numbers) {
        if (number != kGone) number = joined[number];
      }
    }
  }

  std::span<const WordIndex* const> parts_;
  std::vector<Numbers> passages_;
  std::vector<Numbers> documents_;
  std::vector<Numbers> sections_;
  std::vector<NodeId> documentStarts_;
  std::vector<NodeId> sectionStarts_;
  Postings read_;
};

}  // namespace

Result<std::shared_ptr<const WordIndex>> appended(const WordIndex& first, const WordIndex& second) {
  return guarded("append words", [&]() -> Result<std::shared_ptr<const WordIndex>> {
    if (second.passages() > std::numeric_limits<NodeId>::max() / 2 - first.passages()) {
      return refuse("append words", "an index holds at most 2^31 passages");
    }
    if (!first.isWhole() || !second.isWhole()) return refuse("append words", kNotWhole);
    const WordIndex* const parts[] = {&first, &second};
    std::vector<Numbers> passages;
    NodeId next = 0;
    for (const WordIndex* part : parts) {
      Numbers& numbers = passages.emplace_back();
      for (NodeId v = 0; v < part->passages(); ++v) numbers.push_back(next++);
    }
    return Combination(parts, std::move(passages), next).write();
  });
}

Result<std::shared_ptr<const WordIndex>> compacted(const WordIndex& index, std::span<const NodeId> kept) {
  return guarded("compact words", [&]() -> Result<std::shared_ptr<const WordIndex>> {
    if (!index.isWhole()) return refuse("compact words", kNotWhole);
    Numbers numbers(index.passages(), kGone);
    for (size_t i = 0; i < kept.size(); ++i) {
      if (kept[i] >= index.passages()) return refuse("compact words", "a passage does not exist");
      if (i > 0 && kept[i - 1] >= kept[i]) return refuse("compact words", "passages do not ascend");
      numbers[kept[i]] = static_cast<uint32_t>(i);
    }
    const WordIndex* const parts[] = {&index};
    std::vector<Numbers> passages;
    passages.push_back(std::move(numbers));
    return Combination(parts, std::move(passages), static_cast<NodeId>(kept.size())).write();
  });
}

}  // namespace leann
