// What else one might do: exact scans, one-bit codes, HNSW with stored vectors and with recomputed ones, and
// LEANN as the paper has it; beside this project's own search, in one run. Prints Markdown tables. Usage:
// bench_baselines FOLDER [PASSAGES]
#include <functional>
#include <memory>
#include <string>

#include "arguments.h"
#include "dataset.h"
#include "hnswlib_index.h"
#include "indexes.h"
#include "measure.h"
#include "one_bit.h"
#include "search/search.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {1000, 10000, 60000};
constexpr uint32_t kM = 16, kEfConstruction = 128;
constexpr uint32_t kPaperM = 30;
constexpr HubParams kPaperHubs = {.M = 60, .m = 5, .hubFraction = 0.02};
constexpr double kRatio = 0.05;  // of the two-level search
constexpr double kEqualRecall = 0.95;

// The bytes of a graph in compressed sparse rows of 4-byte ids, as the paper stores it.
uint64_t rowBytes(const Graph& graph) { return 4 * (graph.edges() + graph.offsets.size()); }

// Recall and time of a search that finds its hits in one go.
Point measureWhole(const Dataset& data,
                   const std::function<std::vector<NodeId>(std::span<const float>)>& search) {
  Point point;
  std::vector<double> milliseconds;
  const std::vector<uint32_t> queries = data.chosen(Queries::kReporting, kQueries);
  for (const uint32_t q : queries) {
    const double began = cpuMilliseconds();
    const std::vector<NodeId> found = search(data.query(q));
    milliseconds.push_back(cpuMilliseconds() - began);
    point.recall += data.recall(q, found, kTop) / static_cast<double>(queries.size());
  }
  point.milliseconds = median(milliseconds);
  return point;
}

std::vector<NodeId> exactScan(const Dataset& data, const float* query) {
  std::vector<Neighbor> all;
  all.reserve(data.size());
  for (NodeId v = 0; v < data.size(); ++v) all.push_back({-dot(query, data.row(v), kDimension), v});
  return nearest(std::move(all), kTop);
}

std::vector<NodeId> int8Scan(const VectorTable& vectors, std::span<const float> query) {
  VectorTable rounded(kDimension, Metric::kInnerProduct);
  rounded.appendUnchecked(query);  // its scale makes no difference to the order
  std::vector<Neighbor> all;
  all.reserve(vectors.size());
  for (NodeId v = 0; v < vectors.size(); ++v) {
    const auto product =
        static_cast<float>(dot(rounded.values(0).data(), vectors.values(v).data(), kDimension));
    all.push_back({-product * vectors.scale(v), v});
  }
  return nearest(std::move(all), kTop);
}

std::vector<NodeId> reranked(const Dataset& data, const OneBitCodes& codes, const float* query,
                             uint32_t count) {
  std::vector<Neighbor> exact;
  for (const NodeId v : nearest(codes.estimates(query), count)) {
    exact.push_back({-dot(query, data.row(v), kDimension), v});
  }
  return nearest(std::move(exact), kTop);
}

class Report {
 public:
  explicit Report(Dataset data) : data_(std::move(data)), vectors_(data_.table()) {}

  void fill() {
    const auto n = static_cast<double>(data_.size());
    add("exact scan, float32", 4 * kDimension,
        measureWhole(data_, [&](std::span<const float> query) { return exactScan(data_, query.data()); }));
    add("exact scan, int8", kDimension + 4,
        measureWhole(data_, [&](std::span<const float> query) { return int8Scan(vectors_, query); }));
    addOneBit();
    addHnswlib(n);
    addPaths(n);
    addOurs();
  }

  void print() const {
    costs_.print();
    ratios_.print();
  }

 private:
  void add(const std::string& name, double bytes, const Point& point) {
    costs_.row(joined({name, fixed(bytes, 1)}, costCells(point)));
  }

  void addOneBit() {
    const OneBitCodes codes(data_.vectors, kDimension);
    for (const uint32_t count : {32U, 64U, 100U}) {
      Point point = measureWhole(
          data_, [&](std::span<const float> query) { return reranked(data_, codes, query.data(), count); });
      point.recomputed = count;
      point.batches = 1;
      add("one-bit codes, best " + std::to_string(count) + " recomputed", codes.bytesEach(), point);
    }
  }

  void addHnswlib(double n) {
    HnswlibIndex index(data_, kM, kEfConstruction);
    for (const uint32_t ef : {10U, 16U, 32U, 64U, 128U, 256U}) {
      stored_.push_back(
          measureWhole(data_, [&](std::span<const float> query) { return index.search(query.data(), ef); }));
      if (ef != 64 && ef != 128) continue;
      add("hnswlib, vectors stored, ef = " + std::to_string(ef), static_cast<double>(index.fileBytes()) / n,
          stored_.back());
    }
  }

  void addCurve(const std::string& name, double bytes, const Shared& index, const SearchParams& params) {
    const std::vector<Point> curve = sweep(data_, index, params, kEfs);
    for (const size_t i : {size_t{2}, size_t{3}}) {
      add(name + ", ef = " + std::to_string(kEfs[i]), bytes, curve[i]);
    }
    add(name + ", at recall .95", bytes, pointAt(curve, kEqualRecall));
  }

  // What recomputes along the path of the graph.
  void addPaths(double n) {
    const BuildParams plain{.rotation = RotationKind::kLearned,
                            .rows = kDimension,
                            .subspaces = 48,
                            .bits = 4,
                            .prediction = Prediction::kNone,
                            .lengthBits = 0};
    Graph graph = firstPass(vectors_, kM, 0).graph;
    const double whole = static_cast<double>(rowBytes(graph)) / n;
    const Index coded = indexOver(std::move(graph), vectors_, plain);
    addCurve("HNSW, recomputing along the path", whole, share(coded),
             {.k = kTop, .strategy = Strategy::kBestFirst});
    Index pruned = coded;
    pruned.graph = hubPreserving(vectors_, firstPass(vectors_, kPaperM, kPaperHubs.M), kPaperHubs);
    const SizeReport size = sizeOf(coded);
    const double bytes = static_cast<double>(rowBytes(pruned.graph) + size.codes + size.quantizer) / n;
    addCurve("LEANN, Algorithm 2 on its pruned graph", bytes, share(std::move(pruned)),
             {.k = kTop, .strategy = Strategy::kTwoLevel, .ratio = kRatio});
  }

  void addOurs() {
    const Index balanced = buildIndex(data_, {});
    vectors_ = data_.table();  // numbered as the index is
    addOurs("balanced", share(balanced));
    addOurs("accurate", share(indexOver(balanced.graph, vectors_, {.preset = Preset::kAccurate})));
  }

  void addOurs(const std::string& preset, const Shared& index) {
    SearchParams params{.k = kTop, .strategy = Strategy::kScan};
    params.maxRecomputes = 256;
    for (const double confidence : {0.9, 0.95, 0.99}) {
      params.confidence = confidence;
      const Point point = measure(data_, index, params);
      const std::string name = "leann-web, " + preset + ", confidence " + fixed(confidence, 2);
      add(name, bytesAPassage(*index), point);
      const double theirs = costAt(stored_, point.recall, &Point::milliseconds);
      ratios_.row({name, fixed(point.recall, 3), fixed(point.milliseconds, 3), fixed(theirs, 3),
                   fixed(theirs < 0 ? -1 : point.milliseconds / theirs, 2)});
    }
  }

  Dataset data_;
  VectorTable vectors_;
  std::vector<Point> stored_;  // hnswlib's, by rising ef
  Table costs_{"Baselines, N = " + std::to_string(data_.size()),
               joined({"", "bytes a passage"}, kCostColumns)};
  Table ratios_{"Core against hnswlib's search at equal recall, N = " + std::to_string(data_.size()),
                {"", "recall@10", "core ms", "hnswlib ms", "ratio"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_baselines FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  for (const uint32_t passages : arguments.sizes(kSizes)) {
    Report report(firstPassages(data, passages));
    report.fill();
    report.print();
  }
  return 0;
}
