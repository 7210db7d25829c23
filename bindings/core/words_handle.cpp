#include "core/words_handle.h"

#include <emscripten/bind.h>

#include <string_view>

#include "core/values.h"
#include "format/terms_section.h"
#include "words/word_index_builder.h"
#include "words/word_search.h"

using emscripten::val;

namespace leann {
namespace {

class WordBuilderHandle {
 public:
  WordBuilderHandle() = default;

  val beginDocument(const val& title) {
    const std::vector<uint8_t> bytes = bytesOf(title);
    return fromStatus(builder_.beginDocument(fieldOf(bytes)));
  }
  val passage(const val& headings, const val& body) {
    const std::vector<uint8_t> above = bytesOf(headings);
    const std::vector<uint8_t> bytes = bytesOf(body);
    return fromStatus(builder_.passage(fieldOf(above), fieldOf(bytes)));
  }
  val finish() {
    Result<std::shared_ptr<const WordIndex>> words = builder_.finish();
    return words.ok() ? val(WordsHandle(std::move(words.value()))) : failure(words.status());
  }

 private:
  static std::string_view fieldOf(const std::vector<uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  WordIndexBuilder builder_;
};

val searchWordsOf(const val& handles, const val& query, double count, const val& allowed) {
  std::vector<std::shared_ptr<const WordIndex>> parts;
  const auto length = handles["length"].as<uint32_t>();
  for (uint32_t i = 0; i < length; ++i) parts.push_back(handles[i].as<WordsHandle>().words());
  return searchParts(parts, query, count, allowed);
}

}  // namespace

val WordsHandle::bytes() const {
  const Result<size_t> bytes = guarded("measure words", [&]() -> Result<size_t> {
    ByteWriter section;
    (void)writeWordsOrTerms(*words_, section);
    return section.size();
  });
  return bytes.ok() ? val(static_cast<double>(bytes.value())) : failure(bytes.status());
}

val searchParts(const std::vector<std::shared_ptr<const WordIndex>>& parts, const val& query, double count,
                const val& allowed) {
  const std::vector<uint8_t> packed = bytesOf(query);
  const Result<std::vector<QueryTerm>> terms = parseWordQuery(packed);
  if (!terms.ok()) return failure(terms.status());
  const std::vector<uint8_t> bits = allowed.isUndefined() ? std::vector<uint8_t>() : bytesOf(allowed);
  std::vector<const WordIndex*> pointers;
  for (const auto& part : parts) pointers.push_back(part.get());
  const Result<WordAnswer> found =
      searchWords(pointers, terms.value(), {.count = nearest<uint32_t>(count), .allowed = bits});
  if (!found.ok()) return failure(found.status());
  const WordAnswer& answer = found.value();
  std::vector<NodeId> ids;
  std::vector<float> scores, coverage;
  std::vector<uint32_t> counts;
  for (const WordHit& hit : answer.hits) {
    ids.push_back(hit.node);
    scores.push_back(hit.score);
    coverage.push_back(hit.coverage);
    counts.push_back(hit.terms);
  }
  val result = val::object();
  result.set("ids", copied("Uint32Array", ids));
  result.set("scores", copied("Float32Array", scores));
  result.set("coverage", copied("Float32Array", coverage));
  result.set("terms", copied("Uint32Array", counts));
  result.set("matched", copied("Uint8Array", answer.matched));
  result.set("missing", copied("Uint32Array", answer.missing));
  if (!answer.permitted.empty()) result.set("permitted", copied("Uint8Array", answer.permitted));
  return result;
}

EMSCRIPTEN_BINDINGS(words) {
  emscripten::class_<WordsHandle>("Words")
      .function("passages", &WordsHandle::passages)
      .function("terms", &WordsHandle::terms)
      .function("bytes", &WordsHandle::bytes);
  emscripten::class_<WordBuilderHandle>("WordBuilder")
      .constructor<>()
      .function("beginDocument", &WordBuilderHandle::beginDocument)
      .function("passage", &WordBuilderHandle::passage)
      .function("finish", &WordBuilderHandle::finish);
  emscripten::function("searchWords", &searchWordsOf);
}

}  // namespace leann
