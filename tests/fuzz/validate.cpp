#include "validate.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/half_float.h"
#include "format/cutting.h"
#include "format/format.h"

namespace leann::fuzz {
namespace {

bool finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); });
}

std::string checkParams(const Index& index) {
  BuildParams p = index.params;
  if (!p.rotation || !p.prediction || !p.lengthBits || p.bits == 0 || p.rows == 0 || p.subspaces == 0) {
    return "a parameter is left open";
  }
  if (p.bytesPerPassage > 0) p.subspaces = 0;  // it decided them
  const Status status = checkBuildParams(index.dimension(), p);
  return status.ok() ? "" : status.message();
}

std::string checkGraph(const Index& index) {
  const Graph& graph = index.graph;
  if (graph.offsets.empty() || graph.offsets.front() != 0) return "the first row does not begin at 0";
  if (!std::is_sorted(graph.offsets.begin(), graph.offsets.end())) return "a row ends before it begins";
  if (graph.offsets.back() != graph.targets.size()) return "the last row does not end with the edges";
  if (graph.size() == 0 && !index.cut) return "it holds nothing";
  for (NodeId v = 0; v < graph.size(); ++v) {
    const std::span<const NodeId> row = graph.neighbors(v);
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i] >= graph.size()) return "a neighbour does not exist";
      if (row[i] == v) return "a node is its own neighbour";
      if (i > 0 && row[i - 1] >= row[i]) return "a row does not ascend";
      const std::span<const NodeId> back = graph.neighbors(row[i]);
      if (!std::binary_search(back.begin(), back.end(), v)) return "an edge goes one way";
    }
  }
  return "";
}

std::string checkQuantizer(const Index& index) {
  const Quantizer& q = index.quantizer;
  // It comes with the nodes of an index in one piece.
  if (index.cut && index.clusters.empty()) return q.rows() == 0 ? "" : "a quantizer is there too early";
  const Rotation& rotation = q.rotation();
  const BuildParams& p = index.params;
  if (q.bits() != p.bits || q.subspaces() != p.subspaces || q.rows() != p.rows ||
      rotation.kind() != p.rotation) {
    return "the quantizer is not of the parameters' shape";
  }
  if (q.mean().size() != q.dimension()) return "the mean has the wrong length";
  if (!finite(q.mean()) || !finite(q.codebookScales()) || !finite(rotation.scales())) {
    return "a number of the quantizer is not finite";
  }
  std::vector<uint16_t> order(rotation.order().begin(), rotation.order().end());
  std::sort(order.begin(), order.end());
  for (size_t i = 0; i < order.size(); ++i) {
    if (order[i] != i) return "the order of the axes is no permutation";
  }
  std::vector<float> turned(q.rows());
  const std::vector<float> ones(q.dimension(), 1.0F);
  q.rotate(ones.data(), turned.data());
  return finite(turned) ? "" : "a vector that is rotated is not finite";
}

std::string checkCodes(const Index& index) {
  if (index.codes.size() != index.size()) return "there are more or fewer codes than nodes";
  if (index.codes.codeSize() != index.quantizer.codeSize()) return "codes have the wrong length";
  for (NodeId v = 0; v < index.size(); ++v) {
    for (uint32_t j = 0; j < index.quantizer.subspaces(); ++j) {
      if (index.codes.codeAt(v, j) >= index.quantizer.centroids()) return "a centroid does not exist";
    }
  }
  const bool lengths = index.params.lengthBits != 0U;
  if (index.lengths.size() != (lengths ? index.size() : 0))
    return "there are more or fewer lengths than nodes";
  for (NodeId v = 0; v < index.size(); ++v) {
    if (!std::isfinite(index.lengths.at(v)) || index.lengths.at(v) < 0) return "a length is impossible";
  }
  const Calibration& c = index.calibration;
  if (!std::isfinite(c.bias) || !std::isfinite(c.deviation) || !std::isfinite(c.misses) || c.deviation < 0 ||
      c.misses < 0) {
    return "the calibration is impossible";
  }
  const Drift& drift = index.drift;
  const float errors[] = {drift.builtError, drift.insertedError, drift.moved};
  if (drift.built > index.wholeSize() || !finite(errors)) return "the drift is impossible";
  return "";
}

std::string checkCached(const Index& index) {
  const CachedVectors& cached = index.cached;
  if (cached.values.size() != cached.ids.size() * index.dimension()) return "a saved vector is incomplete";
  std::vector<NodeId> ids = cached.ids;
  std::sort(ids.begin(), ids.end());
  if (std::adjacent_find(ids.begin(), ids.end()) != ids.end()) return "a node has two saved vectors";
  if (!ids.empty() && ids.back() >= index.size()) return "a saved vector is of no node";
  return std::all_of(cached.values.begin(), cached.values.end(), isFiniteHalf)
             ? ""
             : "a saved vector is not finite";
}

std::string checkRemoved(const Index& index) {
  const std::vector<NodeId> nodes = index.removed.nodes();
  if (nodes.size() != index.removed.count()) return "removed nodes are counted wrong";
  return nodes.empty() || nodes.back() < index.size() ? "" : "a removed node does not exist";
}

std::string checkWords(const Index& index) {
  if (index.words == nullptr) return "";
  const WordIndex& words = *index.words;
  const TermDictionary& terms = words.dictionary();
  if (words.passages() != index.wholeSize()) return "words are of other passages";
  const auto ascend = [](std::span<const uint32_t> list, uint32_t bound) {
    return (list.empty() || list.back() < bound) &&
           std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) == list.end();
  };
  if (!ascend(words.documentStarts(), index.wholeSize() + 1) ||
      !ascend(words.sectionStarts(), index.wholeSize() + 1)) {
    return "documents or sections do not follow each other";
  }
  for (uint32_t block = 0; block < words.blocks().size(); ++block) {
    const Status status = words.supply(block, std::vector<uint8_t>(words.blockBytes(block), 0x5A));
    if (!status.ok() && status.code() != ErrorCode::kCorrupt) return status.message();
  }
  Postings postings;
  for (uint32_t i = 0; i < words.terms(); ++i) {
    const std::string_view term = terms.term(i);
    if (term.empty() || term.size() > kLongestTerm) return "a term has an impossible length";
    if (i > 0 && terms.term(i - 1) >= term) return "terms do not ascend";
    if (!words.read(i, postings)) continue;
    if (postings.counts().sum() == 0) return "a term is nowhere";
    if (!ascend(postings.passages, words.passages()) || !ascend(postings.documents, words.documents()) ||
        !ascend(postings.sections, words.shape().sections)) {
      return "postings are out of range or order";
    }
    if (postings.frequencies.size() != postings.passages.size() ||
        std::count(postings.frequencies.begin(), postings.frequencies.end(), 0) > 0) {
      return "a frequency is impossible";
    }
  }
  return "";
}

// `blocks`: as many as there must be.
std::string checkCut(const Index& index, size_t blocks) {
  if (!index.cut) return "";
  if (index.size() > 0 || index.cut->blocks().size() != blocks)
    return "what is at hand of a cut index is wrong";
  Index copy = index;
  const size_t bytes = std::min<size_t>(index.cut->blocks()[0].bytes, 1U << 16);
  const Status status = supplyCluster(copy, 0, std::vector<uint8_t>(bytes, 0x5A));
  return status.code() == ErrorCode::kCorrupt ? "" : "a cluster was taken unchecked";
}

std::string checkClusters(const Index& index) {
  const Clusters& clusters = index.clusters;
  const uint32_t count = clusters.count();
  if (count == 0) return checkCut(index, 1);
  if (!std::is_sorted(clusters.starts.begin(), clusters.starts.end()))
    return "a cluster ends before it begins";
  if (clusters.starts.back() > index.wholeSize()) return "a cluster has nodes that there are not";
  if (clusters.values.size() != size_t{count} * index.dimension() || clusters.scales.size() != count ||
      clusters.recalls.size() != Clusters::recallsOf(count)) {
    return "something is missing of a cluster";
  }
  const std::vector<float> ones(index.dimension(), 1.0F);
  const auto near = nearestClusters(clusters, index.params.metric, index.dimension(), ones, count);
  if (!near.ok() || near.value().size() != count) return "clusters cannot be chosen";
  return checkCut(index, count);
}

// What was opened can be saved, and what was saved is the same index.
std::string checkSaving(const Index& index) {
  const Result<std::vector<uint8_t>> file = encodeIndex(index);
  if (!file.ok()) return "it cannot be saved: " + file.status().message();
  const Result<Index> again = decodeIndex(file.value());
  if (!again.ok()) return "what was saved cannot be opened: " + again.status().message();
  const Result<std::vector<uint8_t>> twin = encodeIndex(again.value());
  return twin.ok() && twin.value() == file.value() ? "" : "saving it again gives another file";
}

}  // namespace

std::string validate(const Index& index) {
  std::string broken = checkGraph(index);
  if (broken.empty()) broken = checkParams(index);
  if (broken.empty()) broken = checkQuantizer(index);
  if (broken.empty()) broken = checkCodes(index);
  if (broken.empty()) broken = checkCached(index);
  if (broken.empty()) broken = checkRemoved(index);
  if (broken.empty()) broken = checkWords(index);
  if (broken.empty()) broken = checkClusters(index);
  if (broken.empty()) broken = checkSaving(index);
  return broken;
}

}  // namespace leann::fuzz
