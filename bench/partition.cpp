// An index in clusters: what is found in the nearest of them, for how many bytes and recomputations, and what
// it costs against an index in one piece. Prints Markdown tables. With PASSAGES above what the data set has,
// it is made denser: each further vector is one of the set, moved towards one of its near neighbours by a
// drawn share, with noise, so that neighbourhoods stay those of real texts. Usage: bench_partition FOLDER
// [PASSAGES] [PASSAGES A CLUSTER]
#include <chrono>
#include <cmath>
#include <string>

#include "arguments.h"
#include "base/random.h"
#include "dataset.h"
#include "format/cutting.h"
#include "indexes.h"
#include "search/search.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kProbes[] = {1, 2, 4, 8, 16, 32};
constexpr uint32_t kSizes[] = {250, 500, 1000, 2000};  // passages a cluster
constexpr uint32_t kRecomputes = 16;
constexpr uint32_t kMostQueries = 300;
constexpr float kNoise = 0.35F;  // length of the noise against that of a unit vector

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void normalize(std::span<float> row) {
  const float length = std::sqrt(dot(row.data(), row.data(), row.size()));
  for (float& x : row) x /= length;
}

// Neighbours of each vector in a graph over the set, which are near.
Graph neighbourhoods(const Dataset& data) {
  const VectorTable table = data.table();
  HnswBuilder builder(table, {.M = 8, .maxDegree0 = 16, .efConstruction = 64});
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

void densify(Dataset& data, uint32_t passages) {
  const uint32_t real = data.size();
  const Graph graph = neighbourhoods(data);
  Random random(11);
  data.vectors.resize(size_t{passages} * kDimension);
  for (uint32_t i = real; i < passages; ++i) {
    const NodeId from = i % real;
    const auto near = graph.neighbors(from);
    const NodeId to = near.empty() ? from : near[random.below(static_cast<uint32_t>(near.size()))];
    const auto share = static_cast<float>(random.unit() * 0.5);
    const std::span row(data.vectors.data() + size_t{i} * kDimension, kDimension);
    const float each = kNoise / std::sqrt(static_cast<float>(kDimension));
    for (uint32_t j = 0; j < kDimension; ++j) {
      const double normal = (random.unit() + random.unit() + random.unit() + random.unit() - 2) * 1.732;
      row[j] = data.row(from)[j] * (1 - share) + data.row(to)[j] * share + each * static_cast<float>(normal);
    }
    normalize(row);
  }
}

// The ten nearest of each query, in the numbers that nodes have now.
std::vector<std::vector<NodeId>> truthOf(const Dataset& data, std::span<const uint32_t> queries) {
  std::vector<std::vector<Neighbor>> best(queries.size());
  for (NodeId v = 0; v < data.size(); ++v) {
    for (size_t q = 0; q < queries.size(); ++q) {
      std::vector<Neighbor>& heap = best[q];
      const Neighbor next{-dot(data.query(queries[q]).data(), data.row(v), kDimension), v};
      if (heap.size() == kTop && !(next < heap.front())) continue;
      heap.push_back(next);
      std::push_heap(heap.begin(), heap.end());
      if (heap.size() <= kTop) continue;
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
  }
  std::vector<std::vector<NodeId>> ids(queries.size());
  for (size_t q = 0; q < queries.size(); ++q) {
    for (const Neighbor& each : best[q]) ids[q].push_back(each.id);
  }
  return ids;
}

struct Outcome {
  double reached = 0;  // of the true ten, in the clusters
  double recall = 0;   // of the hits
  double recomputed = 0, bytes = 0, passages = 0, milliseconds = 0;
};

Outcome probe(const Dataset& data, const CutIndex& cut, uint32_t query, const std::vector<NodeId>& truth,
              uint32_t count) {
  auto index = std::make_shared<Index>(cut.index);
  Outcome outcome;
  const auto begin = std::chrono::steady_clock::now();
  const auto near =
      orExit(nearestClusters(index->clusters, index->params.metric, kDimension, data.query(query), count));
  for (const uint32_t c : near) {
    if (const Status status = supplyCluster(*index, c, cut.blocks[c]); !status.ok()) orExit<int>(status);
    outcome.bytes += static_cast<double>(cut.blocks[c].size());
  }
  SearchParams params{.k = kTop};
  params.maxRecomputes = kRecomputes;
  const auto search = orExit(Search::create(index, data.query(query), params));
  std::vector<float> rows;
  while (!search->done()) {
    rows.clear();
    for (const NodeId id : search->wants()) rows.insert(rows.end(), data.row(id), data.row(id) + kDimension);
    if (const Status status = search->supply(rows); !status.ok()) orExit<int>(status);
  }
  std::vector<NodeId> found;
  for (const Hit& hit : orExit(search->hits())) found.push_back(hit.id);
  outcome.milliseconds = secondsSince(begin) * 1000;
  for (const NodeId id : truth) outcome.reached += index->numberHere(id) ? 1.0 / kTop : 0;
  outcome.recall = shareIn(truth, found);
  outcome.recomputed = search->stats().recomputed;
  outcome.passages = index->size();
  return outcome;
}

void measure(Dataset data, uint32_t size, Table& sizes, Table& probes) {
  const auto begin = std::chrono::steady_clock::now();
  BuildParams params;
  params.clusters = (data.size() + size - 1) / size;
  const Index index = buildIndex(data, params);
  const double seconds = secondsSince(begin);
  const CutIndex cut = orExit(cutIntoClusters(index));
  double blocks = 0, largest = 0;
  for (const auto& block : cut.blocks) {
    blocks += static_cast<double>(block.size());
    largest = std::max(largest, static_cast<double>(block.size()));
  }
  const double n = data.size();
  const double head = static_cast<double>(orExit(encodeIndex(cut.index)).size());
  sizes.row({std::to_string(size), std::to_string(index.clusters.count()), fixed(bytesAPassage(index), 2),
             fixed((blocks + head) / n, 2), fixed(head / 1000, 0),
             fixed(blocks / index.clusters.count() / 1000, 1), fixed(largest / 1000, 1), fixed(seconds, 0)});
  const std::vector<uint32_t> queries = data.chosen(Queries::kReporting, kMostQueries);
  const std::vector<std::vector<NodeId>> truth = truthOf(data, queries);
  for (const uint32_t count : kProbes) {
    Outcome sum;
    std::vector<double> times;
    for (size_t q = 0; q < queries.size(); ++q) {
      const Outcome one = probe(data, cut, queries[q], truth[q], count);
      sum.reached += one.reached;
      sum.recall += one.recall;
      sum.recomputed += one.recomputed;
      sum.bytes += one.bytes;
      sum.passages += one.passages;
      times.push_back(one.milliseconds);
    }
    std::sort(times.begin(), times.end());
    const auto each = static_cast<double>(queries.size());
    probes.row({std::to_string(size), std::to_string(count), fixed(100 * sum.passages / each / n, 1),
                fixed(sum.bytes / each / 1000, 0), fixed(sum.reached / each, 3),
                fixed(static_cast<double>(expectedRecall(index.clusters, count)), 3),
                fixed(sum.recall / each, 3), fixed(sum.recomputed / each, 1),
                fixed(times[times.size() / 2], 2)});
  }
}

void run(const std::string& folder, uint32_t passages, std::span<const uint32_t> each) {
  Dataset data = readDataset(folder);
  if (passages > 0 && passages < data.size()) data = firstPassages(std::move(data), passages);
  if (passages > data.size()) densify(data, passages);
  data.truth.clear();  // it is counted anew
  Table sizes("Bytes, N = " + std::to_string(data.size()),
              {"passages a cluster", "clusters", "bytes a passage, whole", "head and blocks", "head kB",
               "block kB", "largest kB", "built in s"});
  Table probes("By clusters probed, at most " + std::to_string(kRecomputes) +
                   " recomputed, N = " + std::to_string(data.size()),
               {"passages a cluster", "probed", "% of all", "kB", "true ten reached", "expected", "recall@10",
                "recomputed", "core ms"});
  if (data.size() <= 100000) {
    Dataset copy = data;
    const auto begin = std::chrono::steady_clock::now();
    const Index whole = buildIndex(copy, {});
    sizes.row({"one piece", "–", fixed(bytesAPassage(whole), 2), "–", "–", "–", "–",
               fixed(secondsSince(begin), 0)});
  }
  for (const uint32_t size : each) measure(data, size, sizes, probes);
  sizes.print();
  probes.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_partition FOLDER [PASSAGES] [PASSAGES A CLUSTER]");
  std::vector<uint32_t> sizes(std::begin(kSizes), std::end(kSizes));
  if (argc > 3) sizes = {arguments.number(3, 0)};
  run(arguments.folder(), arguments.number(2, 0), sizes);
  return 0;
}
