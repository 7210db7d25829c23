// An index in clusters of more passages than memory holds, simulated: every passage is made, put into a
// cluster and compared with the queries, but kept is only its cluster; graph and codes are built of those
// clusters that the queries fetch, and of some drawn ones for the bytes. Prints Markdown tables like those of
// bench_partition, with which it can be compared where both run. Usage: bench_clusters_simulated FOLDER
// [PASSAGES] [PASSAGES A CLUSTER] [QUERIES SEARCHED]
#include <algorithm>
#include <chrono>
#include <string>

#include "arguments.h"
#include "base/random.h"
#include "build/graph_build.h"
#include "cluster_levels.h"
#include "dataset.h"
#include "dense_rows.h"
#include "indexes.h"
#include "probing.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kProbes[] = {4, 8, 16, 32};
constexpr uint32_t kMostProbed = 32;
constexpr uint32_t kRecomputes = 16;
constexpr uint32_t kReached = 100;  // queries of which is counted what they reach, unless more are searched
constexpr uint32_t kSearched = 48;  // the first of these: building what they fetch takes long
constexpr uint32_t kDrawn = 100;    // clusters
constexpr uint32_t kBatch = 4096;   // passages at a time

class Clock {
 public:
  void tell(const char* what) const { std::fprintf(stderr, "%6.0f s: %s\n", seconds(), what); }
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }

 private:
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

// Each row in int8, as the core's build has them; `sizes`: of the clusters.
Clusters clustersOf(std::span<const float> centroids, std::span<const uint32_t> sizes) {
  Clusters clusters;
  VectorTable table(kDimension, Metric::kL2);
  table.appendUnchecked(centroids);
  clusters.starts.push_back(0);
  for (NodeId c = 0; c < table.size(); ++c) {
    const std::span<const int8_t> values = table.values(c);
    clusters.values.insert(clusters.values.end(), values.begin(), values.end());
    clusters.scales.push_back(table.scale(c));
    clusters.starts.push_back(clusters.starts.back() + sizes[c]);
  }
  clusters.recalls.resize(Clusters::recallsOf(clusters.count()), UINT8_MAX);
  return clusters;
}

// Those of `clusters` alone that are named.
Clusters only(const Clusters& clusters, std::span<const uint32_t> names) {
  Clusters some;
  some.starts.push_back(0);
  for (const uint32_t c : names) {
    const int8_t* row = clusters.values.data() + size_t{c} * kDimension;
    some.values.insert(some.values.end(), row, row + kDimension);
    some.scales.push_back(clusters.scales[c]);
    some.starts.push_back(some.starts.back() + clusters.size(c));
  }
  some.recalls.resize(Clusters::recallsOf(some.count()), UINT8_MAX);
  return some;
}

// An index of some clusters, and which passage each of its nodes is.
struct Part {
  std::vector<uint32_t> names;  // of its clusters, ascending
  std::vector<uint32_t> passages;
  CutIndex cut;
};

// Builds the clusters one by one, each as the core does.
class PartBuild {
 public:
  explicit PartBuild(const DenseRows& rows) : rows_(rows), vectors_(kDimension, Metric::kInnerProduct) {}

  void add(const std::vector<uint32_t>& members) {
    std::vector<float> floats(members.size() * kDimension);
    for (size_t i = 0; i < members.size(); ++i) rows_.read(members[i], floats.data() + i * kDimension);
    VectorTable table(kDimension, Metric::kInnerProduct);
    table.appendUnchecked(floats);
    GraphBuild build(table, params_);
    while (!build.finished()) build.step(kBatch);
    Graph graph = build.take();
    const std::vector<NodeId> order = localOrder(graph);
    appendGraph(graph_, renumbered(graph, order));
    for (const NodeId v : order) {
      vectors_.appendUnchecked({floats.data() + size_t{v} * kDimension, kDimension});
      passages_.push_back(members[v]);
    }
  }

  Part finish(std::vector<uint32_t> names, const Clusters& clusters) {
    params_.clusters = static_cast<uint32_t>(names.size());
    Index index = indexOver(std::move(graph_), vectors_, params_);
    index.clusters = only(clusters, names);
    return {
        .names = std::move(names), .passages = std::move(passages_), .cut = orExit(cutIntoClusters(index))};
  }

 private:
  const DenseRows& rows_;
  BuildParams params_;
  VectorTable vectors_;
  Graph graph_;
  std::vector<uint32_t> passages_;
};

Part partOf(const DenseRows& rows, const ClusterLevels& levels, const Clusters& clusters,
            std::vector<uint32_t> names) {
  std::vector<std::vector<uint32_t>> members(names.size());
  std::vector<uint32_t> placeOf(levels.count(), UINT32_MAX);
  for (uint32_t i = 0; i < names.size(); ++i) placeOf[names[i]] = i;
  for (uint32_t passage = 0; passage < levels.clusters().size(); ++passage) {
    const uint32_t place = placeOf[levels.clusters()[passage]];
    if (place != UINT32_MAX) members[place].push_back(passage);
  }
  PartBuild build(rows);
  for (const std::vector<uint32_t>& each : members) build.add(each);
  return build.finish(std::move(names), clusters);
}

// The file that every visitor needs, of all clusters. What it says of blocks that were not built has the same
// length whatever it says.
double headBytes(const Part& part, const Clusters& clusters) {
  Index head = part.cut.index;
  head.clusters = clusters;
  head.params.clusters = clusters.count();
  head.cut.emplace(clusters.starts, std::vector<ClusterBlock>(clusters.count()));
  return static_cast<double>(orExit(encodeIndex(head)).size());
}

std::vector<uint32_t> drawnClusters(uint32_t count) {
  std::vector<uint32_t> names;
  Random random(1);
  while (names.size() < std::min(count, kDrawn)) {
    const uint32_t next = random.below(count);
    if (std::find(names.begin(), names.end(), next) == names.end()) names.push_back(next);
  }
  return names;
}

class Simulation {
 public:
  Simulation(const std::string& folder, uint32_t passages, uint32_t size, uint32_t searched)
      : data_(readDataset(folder)),
        rows_(data_),
        passages_(passages),
        size_(size),
        queries_(data_.chosen(Queries::kReporting, std::max(kReached, searched))),
        searched_(std::min(searched, static_cast<uint32_t>(queries_.size()))) {}

  void run() {
    ClusterLevels levels(data_, rows_, passages_, (passages_ + size_ - 1) / size_);
    clock_.tell("clusters trained");
    see(levels);
    const Clusters clusters = clustersOf(levels.centroids(), levels.sizes());
    for (const uint32_t q : queries_) {
      near_.push_back(
          orExit(nearestClusters(clusters, Metric::kInnerProduct, kDimension, data_.query(q), kMostProbed)));
    }
    const std::vector<uint32_t> drawn = drawnClusters(clusters.count());
    std::vector<uint32_t> names = drawn;
    for (size_t q = 0; q < searched_; ++q) {
      names.insert(names.end(), near_[q].begin(), near_[q].end());
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::fprintf(stderr, "builds %zu of %u clusters\n", names.size(), clusters.count());
    const Part part = partOf(rows_, levels, clusters, std::move(names));
    clock_.tell("clusters built");
    printBytes(levels, part, clusters, drawn);
    printProbes(levels, part);
    clock_.tell("done");
  }

 private:
  // The one pass over all passages.
  void see(ClusterLevels& levels) {
    TrueTen ten(data_, queries_);
    std::vector<float> batch;
    for (uint32_t first = 0; first < passages_; first += kBatch) {
      batch.resize(size_t{std::min(kBatch, passages_ - first)} * kDimension);
      for (uint32_t i = 0; i < batch.size() / kDimension; ++i) {
        float* row = batch.data() + size_t{i} * kDimension;
        rows_.read(first + i, row);
        ten.see(first + i, row);
      }
      levels.assign(batch, first);
      if (first / kBatch % 100 == 99) clock_.tell((std::to_string(first) + " passages").c_str());
    }
    truth_ = ten.ids();
    clock_.tell("all passages in their clusters");
  }

  // Of the drawn clusters, so that those near queries, which are larger, do not count for more.
  void printBytes(const ClusterLevels& levels, const Part& part, const Clusters& clusters,
                  const std::vector<uint32_t>& drawn) const {
    double bytes = 0, passages = 0;
    for (const uint32_t c : drawn) {
      const auto place = std::lower_bound(part.names.begin(), part.names.end(), c) - part.names.begin();
      bytes += static_cast<double>(part.cut.blocks[static_cast<size_t>(place)].size());
      passages += levels.sizes()[c];
    }
    double largest = 0;
    for (const auto& block : part.cut.blocks) largest = std::max(largest, static_cast<double>(block.size()));
    const double n = passages_;
    const double head = headBytes(part, clusters);
    Table table("Bytes, N = " + std::to_string(passages_) + ", simulated",
                {"passages a cluster", "clusters", "of these built", "head and blocks, bytes a passage",
                 "head kB", "block kB", "largest built kB", "nearest found", "nearest full, %"});
    table.row({std::to_string(size_), std::to_string(clusters.count()), std::to_string(part.names.size()),
               fixed(bytes / passages + head / n, 2), fixed(head / 1000, 0),
               fixed(bytes / passages * n / clusters.count() / 1000, 1), fixed(largest / 1000, 1),
               fixed(levels.exactShare(), 3), fixed(100 * levels.displaced() / n, 1)});
    table.print();
  }

  double reached(const ClusterLevels& levels, uint32_t count) const {
    double sum = 0;
    for (size_t q = 0; q < queries_.size(); ++q) {
      const auto end = near_[q].begin() + count;
      for (const NodeId id : truth_[q]) sum += std::find(near_[q].begin(), end, levels.clusters()[id]) != end;
    }
    return sum / static_cast<double>(queries_.size() * kTop);
  }

  // The true ten of the queries that are searched, in the numbers of the part.
  std::vector<std::vector<NodeId>> truthIn(const Part& part) const {
    std::vector<std::vector<NodeId>> truth(truth_.begin(), truth_.begin() + searched_);
    for (std::vector<NodeId>& ids : truth) {
      for (NodeId& id : ids) {
        const auto at = std::find(part.passages.begin(), part.passages.end(), id);
        id = at == part.passages.end() ? kNowhere : static_cast<NodeId>(at - part.passages.begin());
      }
    }
    return truth;
  }

  void printProbes(const ClusterLevels& levels, const Part& part) const {
    Table table("By clusters probed, at most " + std::to_string(kRecomputes) +
                    " recomputed, N = " + std::to_string(passages_) + ", simulated",
                {"passages a cluster", "probed", "% of all", "kB",
                 "true ten reached, " + std::to_string(queries_.size()) + " queries",
                 "reached, " + std::to_string(searched_) + " queries", "recall@10 of these", "recomputed",
                 "core ms"});
    const std::vector<uint32_t> queries(queries_.begin(), queries_.begin() + searched_);
    const std::vector<std::vector<NodeId>> truth = truthIn(part);
    const ReadRow row = [&](NodeId id, float* out) { rows_.read(part.passages[id], out); };
    for (const uint32_t count : kProbes) {
      const Outcome mean = probe(data_, part.cut, row, queries, truth, count, kRecomputes);
      table.row({std::to_string(size_), std::to_string(count), fixed(100 * mean.passages / passages_, 2),
                 fixed(mean.bytes / 1000, 0), fixed(reached(levels, count), 3), fixed(mean.reached, 3),
                 fixed(mean.recall, 3), fixed(mean.recomputed, 1), fixed(mean.milliseconds, 2)});
    }
    table.print();
  }

  Clock clock_;
  Dataset data_;
  DenseRows rows_;
  uint32_t passages_;
  uint32_t size_;
  std::vector<uint32_t> queries_;
  uint32_t searched_;                        // the first of these
  std::vector<std::vector<NodeId>> truth_;   // of each query
  std::vector<std::vector<uint32_t>> near_;  // clusters of each query, nearest first
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  const leann::bench::Arguments arguments(
      argc, argv, "bench_clusters_simulated FOLDER [PASSAGES] [PASSAGES A CLUSTER] [QUERIES SEARCHED]");
  leann::bench::Simulation(arguments.folder(), arguments.number(2, 10'000'000), arguments.number(3, 1000),
                           arguments.number(4, leann::bench::kSearched))
      .run();
  return 0;
}
