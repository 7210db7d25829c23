// An index as JavaScript sees it: searched, changed and written.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "core/words_handle.h"
#include "index/index.h"
#include "index/vector_cache.h"
#include "search/predictors.h"

namespace leann {

class IndexHandle {
 public:
  explicit IndexHandle(Index index);

  static emscripten::val open(const emscripten::val& bytes);
  /// Reads what a file says of itself.
  static emscripten::val read(const emscripten::val& bytes);

  uint32_t size() const { return index_->wholeSize(); }
  uint32_t dimension() const { return index_->dimension(); }
  bool isL2() const { return index_->params.metric == Metric::kL2; }
  uint32_t removed() const { return index_->removed.count(); }
  emscripten::val drift() const;
  /// Of the file, by part.
  emscripten::val bytes() const;

  emscripten::val insert(const emscripten::val& vectors);
  emscripten::val remove(const emscripten::val& nodes);
  emscripten::val compact();
  /// `order`: old numbers by new ones. The words are gone then.
  emscripten::val reorder(const emscripten::val& order);

  /// Those of all nodes, or undefined.
  emscripten::val words() const;
  /// Terms in UTF-8, in the order of their numbers, with newlines between them.
  emscripten::val terms() const;
  emscripten::val documentStarts() const;
  bool hasWords() const { return words_ != nullptr && words_->passages() == size(); }
  emscripten::val setWords(const WordsHandle& words);
  /// Of the nodes that were inserted last.
  emscripten::val appendWords(const WordsHandle& words);
  /// The number of the term that stands for one in a table of terms; undefined if none does.
  emscripten::val likeTerm(const emscripten::val& term) const;
  /// Begins to fit a table of terms to the index and its words.
  emscripten::val fitTable() const;
  /// How many blocks its words' postings come in; 0 if they are in one piece, or none.
  uint32_t wordBlocks() const { return hasWords() ? static_cast<uint32_t>(words_->blocks().size()) : 0; }
  emscripten::val supplyWords(uint32_t block, const emscripten::val& bytes) const;
  /// Takes the postings out of the index, and returns them in blocks. `cuts`: terms that begin one.
  emscripten::val outlineWords(double blockBytes, const emscripten::val& cuts);
  /// The first term of each block; empty if its postings are in one piece.
  emscripten::val wordBlockStarts() const;
  /// Makes one piece of words whose blocks were all supplied.
  emscripten::val joinWords();
  /// `tail`: words of passages that are numbered after the nodes, or undefined.
  emscripten::val searchWords(const emscripten::val& query, double count, const emscripten::val& allowed,
                              const emscripten::val& tail) const;

  emscripten::val setCache(double bytes);
  emscripten::val cache() const;

  /// `allowed`: bits, or undefined. `bonuses`: { nodes, values }, or undefined.
  emscripten::val search(const emscripten::val& query, const emscripten::val& options,
                         const emscripten::val& allowed, const emscripten::val& bonuses);

  bool isCut() const { return index_->cut.has_value(); }
  /// Their first nodes, and in the end the number of nodes in clusters; empty without clusters.
  emscripten::val clusterStarts() const;
  emscripten::val nearestClusters(const emscripten::val& query, double count) const;
  bool clusterLoaded(uint32_t cluster) const;
  emscripten::val supplyCluster(uint32_t cluster, const emscripten::val& bytes);
  double expectedRecall(double probed) const;
  /// Takes the nodes out of the index, and returns them as a block for each cluster.
  emscripten::val cutClusters();
  /// Makes one piece of an index whose clusters were all supplied.
  emscripten::val joinClusters();

  /// The mean of the vectors that the codes of these nodes stand for.
  emscripten::val reconstructedMean(const emscripten::val& nodes) const;

  /// `origin`: the fields of Origin, ids as bytes. `names`, `contents`: of the attachments.
  emscripten::val encode(double cacheBytes, const emscripten::val& origin, const emscripten::val& names,
                         const emscripten::val& contents) const;

 private:
  Result<Index> withCached(uint64_t bytes) const;
  const Predictors* predictors();
  void replaceGraph(Index index);
  void forgetVectors();

  std::shared_ptr<Index> index_;
  std::shared_ptr<const WordIndex> words_;  // instead of the index's own, so that they change without it
  std::shared_ptr<VectorCache> cache_;
  CachedVectors saved_;                     // what the file brought, until the cache has it
  std::unique_ptr<Predictors> predictors_;  // of the graph, from its first search on
};

}  // namespace leann
