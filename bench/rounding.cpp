// What rounding costs: scanning 4-bit codes with scores of 8 bits, and caching vectors as int8 or as half.
// Prints Markdown tables. Usage: bench_rounding FOLDER [QUERIES]
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "arguments.h"
#include "base/half_float.h"
#include "base/neighbor.h"
#include "dataset.h"
#include "indexes.h"
#include "search/estimates.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kCandidates = 64;

// How many of the ten best passages are among the candidates, by float sums and by rounded ones.
void addScan(Table& table, const Dataset& data, const VectorTable& vectors, const BuildParams& params,
             uint32_t queries) {
  const Index index =
      indexOver(Graph{.offsets = std::vector<uint32_t>(data.size() + 1), .targets = {}}, vectors, params);
  std::vector<float> distances(index.size());
  double exactRecall = 0, roundedRecall = 0, overlap = 0;
  const std::vector<uint32_t> chosen = data.chosen(Queries::kReporting, queries);
  for (const uint32_t q : chosen) {
    const QueryTable scores = index.quantizer.table(data.query(q).data(), Metric::kInnerProduct);
    index.codes.scan(scores.base, scores.scores, distances);
    Estimates estimates(index, data.query(q).data());
    std::vector<Neighbor> exact, rounded;
    for (NodeId v = 0; v < index.size(); ++v) {
      exact.push_back({estimates.at(v), v});
      rounded.push_back({distances[v], v});
    }
    const std::vector<NodeId> byExact = nearest(std::move(exact), kCandidates);
    const std::vector<NodeId> byRounded = nearest(std::move(rounded), kCandidates);
    exactRecall += shareIn(data.best(q, kTop), byExact);
    roundedRecall += shareIn(data.best(q, kTop), byRounded);
    overlap += shareIn(byExact, byRounded);
  }
  const auto count = static_cast<double>(chosen.size());
  table.row({index.params.rotation == RotationKind::kLearned ? "learned" : "random",
             std::to_string(index.params.subspaces) + " x 4 bit", fixed(exactRecall / count, 4),
             fixed(roundedRecall / count, 4), fixed(overlap / count, 3)});
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

// The 100 best passages, ranked again by rounded vectors.
void addCached(Table& table, const Dataset& data, const char* name, uint32_t bytes,
               void (*round)(std::span<float>), uint32_t queries) {
  double squares = 0, most = 0, recall = 0;
  std::vector<float> row(kDimension);
  const std::vector<uint32_t> chosen = data.chosen(Queries::kReporting, queries);
  for (const uint32_t q : chosen) {
    std::vector<Neighbor> exact, rounded;
    for (const NodeId id : data.best(q, kTruthDepth)) {
      for (uint32_t i = 0; i < kDimension; ++i) row[i] = data.row(id)[i] * kUnrounded;
      exact.push_back({-dot(data.query(q).data(), row.data(), kDimension), id});
      round(row);
      rounded.push_back({-dot(data.query(q).data(), row.data(), kDimension), id});
      const double error = static_cast<double>(rounded.back().distance - exact.back().distance);
      squares += error * error;
      most = std::max(most, std::fabs(error));
    }
    recall += shareIn(nearest(std::move(exact), kTop), nearest(std::move(rounded), kTop));
  }
  const auto count = static_cast<double>(chosen.size());
  table.row({name, std::to_string(bytes), fixed(1e4 * std::sqrt(squares / (count * kTruthDepth)), 2),
             fixed(1e4 * most, 2), fixed(recall / count, 4)});
}

void run(const Dataset& data, uint32_t queries) {
  Table cached("Vectors rounded for a cache: errors of an inner product, in ten-thousandths",
               {"vectors cached as", "bytes", "rms", "largest", "recall@10"});
  addCached(cached, data, "int8, a scale a row", kDimension + 4, roundToInt8, queries);
  addCached(cached, data, "half", 2 * kDimension, roundToHalf, queries);
  cached.print();

  Table scans("Scores of 8 bits for codes of 4",
              {"rotation", "code", "ten best in best " + std::to_string(kCandidates) + " by float sums",
               "by rounded sums", "the two alike"});
  const VectorTable vectors = data.table();
  for (const auto& [rotation, subspaces] :
       {std::pair{RotationKind::kRandom, 48U}, std::pair{RotationKind::kRandom, 76U},
        std::pair{RotationKind::kLearned, 64U}}) {
    addScan(scans, data, vectors,
            {.rotation = rotation,
             .rows = kDimension,
             .subspaces = subspaces,
             .bits = 4,
             .prediction = Prediction::kNone,
             .lengthBits = 0},
            queries);
  }
  scans.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  const leann::bench::Arguments arguments(argc, argv, "bench_rounding FOLDER [QUERIES]");
  leann::bench::run(leann::bench::readDataset(arguments.folder()), arguments.number(2, 1000));
  return 0;
}
