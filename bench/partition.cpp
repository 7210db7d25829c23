// An index in clusters: what is found in the nearest of them, for how many bytes and recomputations, and what
// it costs against an index in one piece. Prints Markdown tables. With PASSAGES above what the data set has,
// it is made denser (dense_rows.h). Usage: bench_partition FOLDER [PASSAGES] [PASSAGES A CLUSTER]
#include <algorithm>
#include <chrono>
#include <string>

#include "arguments.h"
#include "dataset.h"
#include "dense_rows.h"
#include "format/cutting.h"
#include "indexes.h"
#include "probing.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kProbes[] = {1, 2, 4, 8, 16, 32};
constexpr uint32_t kSizes[] = {250, 500, 1000, 2000};  // passages a cluster
constexpr uint32_t kRecomputes = 16;
constexpr uint32_t kMostQueries = 300;

double secondsSince(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
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
  TrueTen ten(data, queries);
  for (NodeId v = 0; v < data.size(); ++v) ten.see(v, data.row(v));
  const std::vector<std::vector<NodeId>> truth = ten.ids();
  const ReadRow row = [&](NodeId id, float* out) { std::copy_n(data.row(id), kDimension, out); };
  for (const uint32_t count : kProbes) {
    const Outcome mean = probe(data, cut, row, queries, truth, count, kRecomputes);
    probes.row({std::to_string(size), std::to_string(count), fixed(100 * mean.passages / n, 1),
                fixed(mean.bytes / 1000, 0), fixed(mean.reached, 3),
                fixed(static_cast<double>(expectedRecall(index.clusters, count)), 3), fixed(mean.recall, 3),
                fixed(mean.recomputed, 1), fixed(mean.milliseconds, 2)});
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
