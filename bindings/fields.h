// The fields of the core's records, by their names in JavaScript, in one place for both modules. A structured
// binding takes each record apart, so that a record that gains a field does not compile until this names it.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <type_traits>

#include "build/index_builder.h"
#include "build/upkeep.h"
#include "format/format.h"
#include "index/build_params.h"
#include "index/vector_cache.h"
#include "search/search.h"

namespace leann {

/// Calls `visit(name, field)` for each field.
template <typename Visit>
void eachField(const SizeReport& record, Visit&& visit) {
  const auto& [total, graph, codes, lengths, quantizer, words, cache, attachments, rest] = record;
  visit("total", total);
  visit("graph", graph);
  visit("codes", codes);
  visit("lengths", lengths);
  visit("quantizer", quantizer);
  visit("words", words);
  visit("cache", cache);
  visit("attachments", attachments);
  visit("rest", rest);
}

template <typename Visit>
void eachField(const SearchStats& record, Visit&& visit) {
  const auto& [recomputed, cached, batches, visited, strategy, ended, expectedRecall] = record;
  visit("recomputed", recomputed);
  visit("cached", cached);
  visit("batches", batches);
  visit("visited", visited);
  visit("strategy", strategy);
  visit("ended", ended);
  visit("expectedRecall", expectedRecall);
}

template <typename Visit>
void eachField(const CacheStats& record, Visit&& visit) {
  const auto& [bytes, entries, pinned] = record;
  visit("bytes", bytes);
  visit("entries", entries);
  visit("pinned", pinned);
}

template <typename Visit>
void eachField(const BuildProgress& record, Visit&& visit) {
  const auto& [phase, done, total] = record;
  visit("phase", phase);
  visit("done", done);
  visit("total", total);
}

template <typename Visit>
void eachField(const Condition& record, Visit&& visit) {
  const auto& [removed, inserted, error, due] = record;
  visit("removed", removed);
  visit("inserted", inserted);
  visit("error", error);
  visit("due", due);
}

/// Without `allowed` and `bonuses`, which are no single values.
template <typename Params, typename Visit>
requires std::is_same_v<std::remove_const_t<Params>, SearchParams>
void eachField(Params& record, Visit&& visit) {
  auto& [k, strategy, confidence, leastGain, ef, ratio, batchSize, maxRecomputes, allowed, bonuses] = record;
  visit("k", k);
  visit("strategy", strategy);
  visit("confidence", confidence);
  visit("leastGain", leastGain);
  visit("ef", ef);
  visit("ratio", ratio);
  visit("batchSize", batchSize);
  visit("maxRecomputes", maxRecomputes);
}

template <typename Visit>
void eachField(BuildParams& record, Visit&& visit) {
  auto& [metric, M, efConstruction, pruning, hubLinks, links, hubFraction, preset, bytesPerPassage, rotation,
         rows, subspaces, bits, prediction, lengthBits, numbering, clusters, seed] = record;
  visit("metric", metric);
  visit("M", M);
  visit("efConstruction", efConstruction);
  visit("pruning", pruning);
  visit("hubLinks", hubLinks);
  visit("links", links);
  visit("hubFraction", hubFraction);
  visit("preset", preset);
  visit("bytesPerPassage", bytesPerPassage);
  visit("rotation", rotation);
  visit("rows", rows);
  visit("subspaces", subspaces);
  visit("bits", bits);
  visit("prediction", prediction);
  visit("lengthBits", lengthBits);
  visit("numbering", numbering);
  visit("clusters", clusters);
  visit("seed", seed);
}

/// T, or what an optional T holds.
template <typename T>
struct ValueOfField {
  using Type = T;
};
template <typename T>
struct ValueOfField<std::optional<T>> {
  using Type = T;
};
template <typename T>
using ValueOf = typename ValueOfField<T>::Type;

/// The T nearest to a number from JavaScript; for whole numbers, NaN becomes 0.
template <typename T>
T nearest(double value) {
  static_assert(std::is_arithmetic_v<T>);
  if constexpr (std::is_integral_v<T>) {
    if (!(value >= 0)) return 0;
    constexpr T most = std::numeric_limits<T>::max();
    return value >= static_cast<double>(most) ? most : static_cast<T>(value);
  } else {
    return static_cast<T>(value);
  }
}

}  // namespace leann
