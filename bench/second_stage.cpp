// A second stage between codes and recomputing: the 200 best by code are decoded better, and recomputed in
// that order. Prints Markdown tables. Usage: bench_second_stage FOLDER OTHER_FOLDER [PASSAGES]
#include <algorithm>
#include <cmath>
#include <string>

#include "arguments.h"
#include "base/random.h"
#include "dataset.h"
#include "decoders.h"
#include "indexes.h"
#include "measure.h"
#include "search/estimates.h"
#include "search/stopping.h"
#include "table.h"
#include "trainer.h"

namespace leann::bench {
namespace {

constexpr uint32_t kCandidates = 200;
constexpr uint32_t kBudgets[] = {8, 16, 32};
constexpr uint32_t kBatch = 8;
constexpr float kInherited = 0.2F;   // of a surprise by the neighbours, as in the package
constexpr uint32_t kTrials = 64;     // queries that tell how far estimates are off
constexpr uint32_t kSurprises = 64;  // best nodes of each
constexpr uint32_t kCodeBytes = 28;  // of codes behind the model's quantizer

// Ranks the candidates of a query.
class Ranking {
 public:
  explicit Ranking(const Index& index) : index_(index), first_(index.size()), known_(index.calibration) {}

  // By better decoded vectors, whose lengths are then known exactly. `data`: of the index.
  Ranking(const Index& index, const Dataset& data, std::vector<float> decoded) : Ranking(index) {
    const uint32_t rows = index.quantizer.rows();
    std::vector<float> mean(rows);
    const float* whole = index.quantizer.mean().data();
    index.quantizer.rotation().apply(whole, mean.data());
    for (NodeId v = 0; v < index.size(); ++v) {
      const float* row = decoded.data() + size_t{v} * rows;
      const float square =
          dot(whole, whole, kDimension) + 2 * dot(mean.data(), row, rows) + dot(row, row, rows);
      factors_.push_back(1 / std::sqrt(square));
    }
    decoded_ = std::move(decoded);
    calibrate(data);
  }

  const Index& index() const { return index_; }
  const Calibration& calibration() const { return known_; }

  // The best by code, with the estimates to go by.
  std::vector<Neighbor> candidates(const float* query) {
    Estimates(index_, query).all(first_);
    std::vector<Neighbor> all;
    for (NodeId v = 0; v < index_.size(); ++v) all.push_back({first_[v], v});
    std::vector<Neighbor> best;
    for (const NodeId v : nearest(std::move(all), kCandidates)) best.push_back({first_[v], v});
    if (decoded_.empty()) return best;
    const uint32_t rows = index_.quantizer.rows();
    std::vector<float> rotated(rows);
    index_.quantizer.rotation().apply(query, rotated.data());
    const float base = dot(query, index_.quantizer.mean().data(), kDimension);
    for (Neighbor& node : best) {
      const float product = dot(rotated.data(), decoded_.data() + size_t{node.id} * rows, rows);
      node.distance = -(base + product) * factors_[node.id];
    }
    return best;
  }

 private:
  // As the package does it for codes: by queries halfway between two passages.
  void calibrate(const Dataset& data) {
    Random random(1);
    double sum = 0, squares = 0, count = 0;
    std::vector<float> query(kDimension);
    for (uint32_t trial = 0; trial < kTrials; ++trial) {
      const NodeId a = random.below(index_.size()), b = random.below(index_.size());
      for (uint32_t i = 0; i < kDimension; ++i) query[i] = data.row(a)[i] + data.row(b)[i];
      const float length = std::sqrt(dot(query.data(), query.data(), kDimension));
      for (float& x : query) x /= length;
      std::vector<Neighbor> best = candidates(query.data());
      std::erase_if(best, [&](const Neighbor& node) { return node.id == a || node.id == b; });
      std::sort(best.begin(), best.end());
      best.resize(std::min<size_t>(best.size(), kSurprises));
      for (const Neighbor& node : best) {
        const auto surprise =
            static_cast<double>(-dot(query.data(), data.row(node.id), kDimension) - node.distance);
        sum += surprise;
        squares += surprise * surprise;
        ++count;
      }
    }
    known_.bias = static_cast<float>(sum / count);
    known_.deviation = static_cast<float>(std::sqrt(squares / count - sum / count * (sum / count)));
  }

  const Index& index_;
  std::vector<float> first_;
  std::vector<float> decoded_;
  std::vector<float> factors_;  // of lengths; passages are of length 1
  Calibration known_;
};

// As RerankSearch does it, among the candidates.
double recallOf(const Dataset& data, const Ranking& ranking, uint32_t q, std::vector<Neighbor> open,
                uint32_t budget) {
  const float* query = data.query(q).data();
  StoppingRule rule(ranking.calibration(), std::sqrt(dot(query, query, kDimension)));
  std::vector<Neighbor> known;
  while (known.size() < budget && !open.empty()) {
    std::sort(open.begin(), open.end());
    const auto end = open.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(kBatch, open.size()));
    const std::vector<Neighbor> batch(open.begin(), end);
    open.erase(open.begin(), end);
    for (const Neighbor& node : batch) {
      const float exact = -dot(query, data.row(node.id), kDimension);
      known.push_back({exact, node.id});
      rule.observe(exact - node.distance);
      const float news = exact - node.distance - rule.bias();
      const std::span<const NodeId> neighbors = ranking.index().graph.neighbors(node.id);
      for (Neighbor& other : open) {
        if (std::binary_search(neighbors.begin(), neighbors.end(), other.id)) {
          other.distance += kInherited * news;
        }
      }
    }
  }
  for (const Neighbor& node : open) known.push_back({node.distance + rule.bias(), node.id});
  return data.recall(q, nearest(std::move(known), kTop), kTop);
}

void add(Table& table, std::vector<std::string> cells, const Dataset& data, Ranking ranking) {
  double recalls[std::size(kBudgets)] = {};
  const std::vector<uint32_t> queries = data.chosen(Queries::kReporting, kQueries);
  for (const uint32_t q : queries) {
    const std::vector<Neighbor> candidates = ranking.candidates(data.query(q).data());
    for (size_t i = 0; i < std::size(kBudgets); ++i) {
      recalls[i] += recallOf(data, ranking, q, candidates, kBudgets[i]);
    }
  }
  for (const double recall : recalls) cells.push_back(fixed(recall / static_cast<double>(queries.size()), 3));
  table.row(cells);
}

std::vector<float> improved(const Decoded& nodes, const Decoder& decoder, std::vector<float> decoded) {
  decoder.improve(nodes, decoded);
  return decoded;
}

std::string kilobytes(uint64_t bytes) { return fixed(static_cast<double>(bytes) / 1000, 0); }

// Decoders fitted to the index that they belong to.
void addOwn(const Dataset& data, const Index& index) {
  Table table("Decoders of the index, N = " + std::to_string(index.size()),
              {"second stage", "kB", "bytes a passage, all in", "8 recomputed", "16", "32"});
  const auto row = [&](const char* name, uint64_t values, const Index& of, Ranking ranking) {
    const double bytes = bytesAPassage(of) + static_cast<double>(values) / of.size();
    add(table, {name, kilobytes(values), fixed(bytes, 1)}, data, std::move(ranking));
  };
  row("none", 0, index, Ranking(index));
  const Decoded nodes = decodedOf(index, data);
  row("lengths exact", 0, index, Ranking(index, data, nodes.own));
  const NeighborDecoder neighbors(nodes);
  const std::vector<float> byNeighbors = improved(nodes, neighbors, nodes.own);
  row("neighbours on both sides", neighbors.values(), index, Ranking(index, data, byNeighbors));
  const SymbolDecoder symbols(nodes, nodes.own);
  row("symbols", symbols.values(), index, Ranking(index, data, improved(nodes, symbols, nodes.own)));
  const SymbolDecoder both(nodes, byNeighbors);
  row("both", neighbors.values() + both.values(), index,
      Ranking(index, data, improved(nodes, both, byNeighbors)));
  BuildParams longer = index.params;
  longer.subspaces += 16 / longer.bits;
  const Index other = indexOver(index.graph, data.table(), longer);
  row("none, codes of two bytes more", 0, other, Ranking(other));
  table.print();
}

Decoded piecesOf(const Dataset& data, const Quantizer& quantizer) {
  Decoded all;
  for (Dataset& piece : trainingPieces(data)) {
    const Index index = buildIndex(piece, {});
    all.append(decodedOf(behind(quantizer, index, piece.table(), index.params), piece));
  }
  return all;
}

// Decoders published with a model's quantizer.
void addPublished(const Dataset& data, const Index& chosen, const Dataset& whole, const Dataset& other) {
  Table table(
      "Decoders of the model, codes of 28 bytes behind its quantizer, N = " + std::to_string(data.size()),
      {"second stage", "fitted to", "kB", "8 recomputed", "16", "32"});
  Trainer trainer(trainingPieces(other), Prediction::kNeighbors);
  const auto coded = [&](uint32_t bytes) {
    return behind(trainer.quantizer(bytes), chosen, data.table(), chosen.params);
  };
  const Index index = coded(kCodeBytes);
  add(table, {"none", "", "0"}, data, Ranking(index));
  const Decoded nodes = decodedOf(index, data);
  add(table, {"lengths exact", "", "0"}, data, Ranking(index, data, nodes.own));
  const auto addFitted = [&](const char* to, const Decoded& fitted) {
    const NeighborDecoder neighbors(fitted);
    add(table, {"neighbours on both sides", to, kilobytes(neighbors.values())}, data,
        Ranking(index, data, improved(nodes, neighbors, nodes.own)));
    const SymbolDecoder symbols(fitted, fitted.own);
    add(table, {"symbols", to, kilobytes(symbols.values())}, data,
        Ranking(index, data, improved(nodes, symbols, nodes.own)));
  };
  addFitted("another corpus", piecesOf(other, trainer.quantizer(kCodeBytes)));
  addFitted("the same corpus", piecesOf(whole, trainer.quantizer(kCodeBytes)));
  const Index longer = coded(kCodeBytes + 2);
  add(table, {"none, codes of two bytes more", "", "0"}, data, Ranking(longer));
  table.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_second_stage FOLDER OTHER_FOLDER [PASSAGES]");
  const Dataset whole = readDataset(arguments.folder());
  Dataset data = firstPassages(whole, arguments.number(3, 10000));
  const leann::Index index = buildIndex(data, {});
  addOwn(data, index);
  addPublished(data, index, whole, readDataset(arguments.text(2)));
  return 0;
}
