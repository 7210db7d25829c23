#include "words/word_index_builder.h"

#include <algorithm>

#include "words/word_writer.h"

namespace leann {
namespace {

/// Calls `use(term)` for each term of a field.
template <typename Use>
void eachTerm(std::string_view field, Use use) {
  while (!field.empty()) {
    const size_t end = std::min(field.find('\n'), field.size());
    if (end > 0) use(field.substr(0, end));
    field.remove_prefix(std::min(end + 1, field.size()));
  }
}

Status checkField(std::string_view field) {
  if (field.find('\0') != std::string_view::npos) return refuse("index words", "a term has a zero byte");
  size_t longest = 0;
  eachTerm(field, [&](std::string_view term) { longest = std::max(longest, term.size()); });
  if (longest <= kLongestTerm) return {};
  return refuse("index words", "a term has " + std::to_string(longest) + " bytes, the longest may have " +
                                   std::to_string(kLongestTerm));
}

void put(std::vector<uint8_t>& bytes, uint32_t value) {
  for (; value >= 128; value >>= 7U) bytes.push_back(static_cast<uint8_t>(value | 128U));
  bytes.push_back(static_cast<uint8_t>(value));
}

class Reader {
 public:
  explicit Reader(const std::vector<uint8_t>& bytes) : at_(bytes.data()), end_(at_ + bytes.size()) {}
  bool done() const { return at_ == end_; }
  uint32_t next() {
    uint32_t value = 0;
    for (uint32_t shift = 0;; shift += 7) {
      value |= (*at_ & 127U) << shift;
      if (*at_++ < 128) return value;
    }
  }

 private:
  const uint8_t* at_;
  const uint8_t* end_;
};

void unpackNumbers(const std::vector<uint8_t>& bytes, std::vector<uint32_t>& numbers) {
  uint32_t next = 0;
  for (Reader in(bytes); !in.done();) {
    numbers.push_back(next + in.next());
    next = numbers.back() + 1;
  }
}

}  // namespace

void WordIndexBuilder::List::add(uint32_t number) {
  put(bytes, number - next);
  next = number + 1;
}

void WordIndexBuilder::List::add(uint32_t number, uint32_t frequency) {
  add(number);
  put(bytes, frequency);
}

template <typename Body>
Status WordIndexBuilder::attempt(Body&& body) {
  if (failed_) return Status::outOfMemory("index words");
  Status status = guarded("index words", body);
  failed_ = status.code() == ErrorCode::kOutOfMemory;
  return status;
}

std::vector<uint32_t> WordIndexBuilder::numbersOf(std::string_view field) {
  std::vector<uint32_t> numbers;
  eachTerm(field, [&](std::string_view term) {
    const auto [entry, isNew] =
        numbers_.try_emplace(std::string(term), static_cast<uint32_t>(numbers_.size()));
    if (isNew) lists_.emplace_back();
    numbers.push_back(entry->second);
  });
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Status WordIndexBuilder::beginDocument(std::string_view title) {
  return attempt([&]() -> Status {
    if (const Status status = checkField(title); !status.ok()) return status;
    if (!documentStarts_.empty() && documentStarts_.back() == passages_) {
      return refuse("index words", "a document has no passage");
    }
    std::vector<uint32_t> numbers = numbersOf(title);
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
    const auto document = static_cast<uint32_t>(documentStarts_.size());
    for (const uint32_t number : numbers) lists_[number].documents.add(document);
    documentStarts_.push_back(passages_);
    return {};
  });
}

Status WordIndexBuilder::passage(std::string_view headings, std::string_view body) {
  return attempt([&]() -> Status {
    if (const Status status = checkField(headings); !status.ok()) return status;
    if (const Status status = checkField(body); !status.ok()) return status;
    if (documentStarts_.empty()) return refuse("index words", "a passage is of no document");
    std::vector<uint32_t> above = numbersOf(headings);
    above.erase(std::unique(above.begin(), above.end()), above.end());
    if (sectionStarts_.empty() || above != headings_) {
      const auto section = static_cast<uint32_t>(sectionStarts_.size());
      for (const uint32_t number : above) lists_[number].sections.add(section);
      sectionStarts_.push_back(passages_);
      headings_ = std::move(above);
    }
    const std::vector<uint32_t> numbers = numbersOf(body);
    for (auto at = numbers.begin(); at != numbers.end();) {
      const auto end = std::upper_bound(at, numbers.end(), *at);
      const auto frequency = std::min<std::ptrdiff_t>(end - at, kMostFrequent);
      lists_[*at].passages.add(passages_, static_cast<uint32_t>(frequency));
      at = end;
    }
    ++passages_;
    return {};
  });
}

void WordIndexBuilder::unpack(const Lists& lists, Postings& postings) {
  postings.clear();
  unpackNumbers(lists.sections.bytes, postings.sections);
  unpackNumbers(lists.documents.bytes, postings.documents);
  uint32_t next = 0;
  for (Reader in(lists.passages.bytes); !in.done();) {
    postings.passages.push_back(next + in.next());
    next = postings.passages.back() + 1;
    postings.frequencies.push_back(static_cast<uint8_t>(in.next()));
  }
}

Result<std::shared_ptr<const WordIndex>> WordIndexBuilder::finish() {
  if (failed_) return Status::outOfMemory("index words");
  return guarded("index words", [&]() -> Result<std::shared_ptr<const WordIndex>> {
    if (!documentStarts_.empty() && documentStarts_.back() == passages_) {
      return refuse("index words", "a document has no passage");
    }
    std::vector<std::pair<std::string_view, uint32_t>> terms(numbers_.begin(), numbers_.end());
    std::sort(terms.begin(), terms.end());
    std::vector<NodeId> documents = documentStarts_;
    std::vector<NodeId> sections = sectionStarts_;
    documents.push_back(passages_);
    sections.push_back(passages_);
    WordWriter writer(documents, sections);
    Postings postings;
    for (const auto& [term, number] : terms) {
      unpack(lists_[number], postings);
      lists_[number] = {};
      writer.add(term, postings);
    }
    return writer.finish();
  });
}

}  // namespace leann
