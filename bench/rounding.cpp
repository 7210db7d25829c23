// What rounding costs: scanning 4-bit codes with scores of 8 bits, and caching vectors as int8 or as half.
// Prints Markdown tables. Usage: bench_rounding FOLDER [QUERIES]
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "code_scan.h"
#include "dataset.h"
#include "half_float.h"
#include "neighbor.h"
#include "quantizer.h"

namespace leann::bench {
namespace {

constexpr uint32_t kTop = 10;
constexpr uint32_t kCandidates = 64;

std::vector<NodeId> bestOf(std::vector<Neighbor> all, uint32_t count) {
  std::partial_sort(all.begin(), all.begin() + count, all.end());
  std::vector<NodeId> ids;
  for (uint32_t i = 0; i < count; ++i) ids.push_back(all[i].id);
  return ids;
}

double shareIn(const std::vector<NodeId>& wanted, const std::vector<NodeId>& ids) {
  const auto common = std::count_if(wanted.begin(), wanted.end(), [&](NodeId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  });
  return static_cast<double>(common) / static_cast<double>(wanted.size());
}

std::vector<NodeId> truthOf(const Dataset& data, uint32_t q, uint32_t count) {
  const int32_t* truth = data.truth.data() + size_t{q} * kTruthDepth;
  return {truth, truth + count};
}

// How many of the ten best passages are among the candidates, by float sums and by rounded ones.
void scanRow(const Dataset& data, const QuantizerParams& params, uint32_t queries) {
  const Quantizer quantizer = Quantizer::train(data.vectors, params);
  const std::vector<uint8_t> codes = quantizer.encode(data.vectors);
  const CodeScan scan(codes, params.subspaces, params.bits);
  std::vector<float> distances(scan.size());
  double exactRecall = 0, roundedRecall = 0, overlap = 0;
  uint32_t count = 0;
  for (uint32_t q = 1; q < data.queryCount() && count < queries; q += 2, ++count) {
    const QueryTable table = quantizer.table(data.query(q).data(), Metric::kInnerProduct);
    scan.scan(table.base, table.scores, distances);
    std::vector<Neighbor> exact, rounded;
    for (NodeId v = 0; v < scan.size(); ++v) {
      exact.push_back({quantizer.distance(table, codes.data() + size_t{v} * quantizer.codeSize()), v});
      rounded.push_back({distances[v], v});
    }
    const std::vector<NodeId> byExact = bestOf(std::move(exact), kCandidates);
    const std::vector<NodeId> byRounded = bestOf(std::move(rounded), kCandidates);
    const std::vector<NodeId> truth = truthOf(data, q, kTop);
    exactRecall += shareIn(truth, byExact);
    roundedRecall += shareIn(truth, byRounded);
    overlap += shareIn(byExact, byRounded);
  }
  std::printf("| %s | %u x %u bit | %.4f | %.4f | %.3f |\n",
              params.rotation == RotationKind::kLearned ? "learned" : "random", params.subspaces, params.bits,
              exactRecall / count, roundedRecall / count, overlap / count);
  std::fflush(stdout);
}

// The data is half precision already; times this it stands for the float32 that was before.
constexpr float kUnrounded = 0.99937F;

void roundToInt8(std::span<float> row) {
  float most = 0;
  for (const float x : row) most = std::max(most, std::fabs(x));
  const float scale = most / 127;
  for (float& x : row) x = std::floor(x / scale + 0.5F) * scale;
}

void roundToHalf(std::span<float> row) {
  for (float& x : row) x = decodeHalf(encodeHalf(x));
}

// The 100 best passages ranked anew by rounded vectors.
void cacheRow(const Dataset& data, const char* name, uint32_t bytes, void (*round)(std::span<float>),
              uint32_t queries) {
  double squares = 0, most = 0, recall = 0;
  uint32_t count = 0;
  std::vector<float> row(kDimension);
  for (uint32_t q = 1; q < data.queryCount() && count < queries; q += 2, ++count) {
    std::vector<Neighbor> exact, rounded;
    for (const NodeId id : truthOf(data, q, kTruthDepth)) {
      for (uint32_t i = 0; i < kDimension; ++i) row[i] = data.vectors.row(id)[i] * kUnrounded;
      exact.push_back({-dot(data.query(q).data(), row.data(), kDimension), id});
      round(row);
      rounded.push_back({-dot(data.query(q).data(), row.data(), kDimension), id});
      const double error = static_cast<double>(rounded.back().distance - exact.back().distance);
      squares += error * error;
      most = std::max(most, std::fabs(error));
    }
    recall += shareIn(bestOf(std::move(exact), kTop), bestOf(std::move(rounded), kTop));
  }
  std::printf("| %s | %u | %.1e | %.1e | %.4f |\n", name, bytes, std::sqrt(squares / (count * kTruthDepth)),
              most, recall / count);
}

void run(const std::string& folder, uint32_t queries) {
  const Dataset data = readDataset(folder);
  std::printf("| vectors cached as | bytes | error of an inner product: rms | largest | recall@10 |\n");
  std::printf("|---|---|---|---|---|\n");
  cacheRow(data, "int8, a scale a row", kDimension + 4, roundToInt8, queries);
  cacheRow(data, "half", 2 * kDimension, roundToHalf, queries);
  std::printf("\n| rotation | code | ten best in best %u by float sums | by rounded sums | the two alike |\n",
              kCandidates);
  std::printf("|---|---|---|---|---|\n");
  scanRow(data, {48, 4, RotationKind::kRandom, 1}, queries);
  scanRow(data, {76, 4, RotationKind::kRandom, 1}, queries);
  scanRow(data, {64, 4, RotationKind::kLearned, 1}, queries);
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_rounding FOLDER [QUERIES]\n");
    return 2;
  }
  leann::bench::run(argv[1], argc > 2 ? static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10)) : 1000);
  return 0;
}
