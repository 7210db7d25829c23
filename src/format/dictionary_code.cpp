#include "format/dictionary_code.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/range_coder.h"
#include "format/container.h"
#include "format/number_code.h"

namespace leann {
namespace {

// Bytes in groups whose successors are alike: 26 letters, digits, no byte, others below 128, and four by four
// those from 128 on.
constexpr uint32_t kClasses = 64;
constexpr uint32_t classOf(uint8_t byte) {
  if (byte >= 'a' && byte <= 'z') return byte - uint32_t{'a'};
  if (byte >= '0' && byte <= '9') return 26;
  if (byte == 0) return 27;
  return byte < 128 ? 28 : 29 + (byte - 128U) / 4;
}
static_assert(classOf(255) < kClasses);

// Codes the entries of a dictionary, by RangeEncoder or RangeDecoder; the one place that knows the order of
// what is coded.
template <typename Coder>
class EntryCoder {
 public:
  explicit EntryCoder(Coder& coder) : coder_(coder) {}

  // How many bytes a term shares with the one before it, which has `length`.
  uint32_t shared(size_t length, uint32_t value = 0) { return shared_[length].code(coder_, value); }

  // A byte that the terms do not share, or 0 for the end; `before`: the one before it, 0 at the beginning.
  uint8_t byte(bool first, uint8_t before, uint8_t value = 0) {
    return static_cast<uint8_t>(bytes_[(first ? kClasses : 0) + classOf(before)].code(coder_, value));
  }

  TermCounts counts(const TermCounts& values = {}) {
    TermCounts result;
    result.passages = passages_.code(coder_, values.passages);
    result.sections = sections_.code(coder_, values.sections);
    result.documents = documents_.code(coder_, values.documents);
    return result;
  }

 private:
  Coder& coder_;
  std::array<AdaptiveNumber<6>, kLongestTerm + 1> shared_;
  std::array<AdaptiveNumber<8>, 2 * kClasses> bytes_;
  NumberCode passages_, sections_, documents_;
};

using Term = std::array<char, kLongestTerm>;

// The next term, whose front holds what the one before it, `last`, has; its length, or 0 if it is none or
// does not come after that one.
size_t readTerm(EntryCoder<RangeDecoder>& entries, std::string_view last, Term& term) {
  const size_t shared = entries.shared(last.size());
  if (shared > last.size()) return 0;
  uint8_t before = shared > 0 ? static_cast<uint8_t>(term[shared - 1]) : uint8_t{0};
  size_t size = shared;
  for (;;) {
    before = entries.byte(size == shared, before);
    if (before == 0) break;
    if (before == '\n' || size == kLongestTerm) return 0;
    if (size == shared && shared < last.size() && before <= static_cast<uint8_t>(last[shared])) return 0;
    term[size++] = static_cast<char>(before);
  }
  return size > shared ? size : 0;
}

}  // namespace

Status corruptWords(const char* reason) { return corruptFile(std::string("its words ") + reason); }

std::vector<uint8_t> encodeDictionary(const TermDictionary& terms) {
  RangeEncoder encoder;
  const auto entries = std::make_unique<EntryCoder<RangeEncoder>>(encoder);
  std::string_view last;
  for (uint32_t i = 0; i < terms.size(); ++i) {
    const std::string_view term = terms.term(i);
    const auto shared = static_cast<uint32_t>(sharedBytes(last, term));
    entries->shared(last.size(), shared);
    uint8_t before = shared > 0 ? static_cast<uint8_t>(term[shared - 1]) : uint8_t{0};
    for (size_t at = shared; at < term.size(); ++at) {
      before = entries->byte(at == shared, before, static_cast<uint8_t>(term[at]));
    }
    entries->byte(shared == term.size(), before, 0);
    entries->counts(terms.counts(i));
    last = term;
  }
  return encoder.finish();
}

Result<TermDictionary> decodeDictionary(std::span<const uint8_t> bytes, uint32_t count, uint32_t entryBytes) {
  TermDictionary terms;
  terms.reserve(count, entryBytes);
  RangeDecoder decoder(bytes);
  const auto entries = std::make_unique<EntryCoder<RangeDecoder>>(decoder);
  Term term = {};
  for (uint32_t i = 0; i < count; ++i) {
    const size_t size = readTerm(*entries, i > 0 ? terms.term(i - 1) : std::string_view(), term);
    if (size == 0) return corruptWords("are not in order");
    const TermCounts counts = entries->counts();
    if (decoder.failed()) break;
    if (entrySize(size, counts) > entryBytes - terms.bytes()) return corruptWords("are longer than it says");
    terms.append({term.data(), size}, counts);
  }
  if (!decoder.complete() || decoder.used() != bytes.size() || terms.bytes() != entryBytes) {
    return corruptWords("have a list of the wrong length");
  }
  return terms;
}

}  // namespace leann
