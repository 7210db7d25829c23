#include "table/term_matrix.h"

#include <numeric>
#include <string_view>

namespace leann {
namespace {

// Calls take(passage, frequency) for all places of a term. Terms of titles and headings are in every passage
// below them.
template <typename Take>
void forPlaces(const WordIndex& words, const Postings& postings, Take take) {
  for (size_t i = 0; i < postings.passages.size(); ++i) take(postings.passages[i], postings.frequencies[i]);
  const auto spread = [&](const std::vector<uint32_t>& numbers, std::span<const NodeId> starts) {
    for (const uint32_t number : numbers) {
      for (NodeId v = starts[number]; v < starts[number + 1]; ++v) take(v, uint8_t{1});
    }
  };
  spread(postings.sections, words.sectionStarts());
  spread(postings.documents, words.documentStarts());
}

// The first `length` characters, UTF-8; empty if there are fewer.
std::string_view beginning(std::string_view term, uint32_t length) {
  size_t at = 0;
  for (uint32_t i = 0; i < length; ++i) {
    if (at == term.size()) return {};
    ++at;
    while (at < term.size() && (static_cast<uint8_t>(term[at]) & 0xC0U) == 0x80U) ++at;
  }
  return term.substr(0, at);
}

void findFamilies(const TermDictionary& dictionary, uint32_t length, TermMatrix& matrix) {
  matrix.families.assign(dictionary.size(), TermMatrix::kAlone);
  std::string_view last;
  for (uint32_t t = 0; t < dictionary.size(); ++t) {
    const std::string_view front = beginning(dictionary.term(t), length);
    if (front.empty()) continue;
    if (front != last) ++matrix.familyCount;
    last = front;
    matrix.families[t] = matrix.familyCount - 1;
  }
}

}  // namespace

TermMatrix termMatrix(const WordIndex& words, float commonness, uint32_t familyLength) {
  TermMatrix matrix;
  matrix.starts.assign(size_t{words.passages()} + 1, 0);
  std::vector<double> frequencies(words.terms(), 0);
  Postings postings;
  for (uint32_t t = 0; t < words.terms(); ++t) {
    (void)words.read(t, postings);
    forPlaces(words, postings, [&](NodeId v, uint8_t frequency) {
      ++matrix.starts[v + 1];
      frequencies[t] += frequency;
    });
  }
  const double all = std::accumulate(frequencies.begin(), frequencies.end(), 0.0);
  for (const double frequency : frequencies) {
    matrix.weights.push_back(static_cast<float>(commonness / (commonness + frequency / all)));
  }
  std::partial_sum(matrix.starts.begin(), matrix.starts.end(), matrix.starts.begin());
  matrix.terms.resize(matrix.starts.back());
  matrix.shares.resize(matrix.starts.back());
  std::vector<size_t> next(matrix.starts.begin(), matrix.starts.end() - 1);
  for (uint32_t t = 0; t < words.terms(); ++t) {
    (void)words.read(t, postings);
    forPlaces(words, postings, [&](NodeId v, uint8_t frequency) {
      const size_t at = next[v]++;
      matrix.terms[at] = t;
      matrix.shares[at] = matrix.weights[t] * static_cast<float>(frequency);
    });
  }
  for (uint32_t v = 0; v < words.passages(); ++v) {
    float sum = 0;
    for (size_t at = matrix.starts[v]; at < matrix.starts[v + 1]; ++at) sum += matrix.shares[at];
    for (size_t at = matrix.starts[v]; at < matrix.starts[v + 1]; ++at) matrix.shares[at] /= sum;
  }
  findFamilies(words.dictionary(), familyLength, matrix);
  return matrix;
}

}  // namespace leann
