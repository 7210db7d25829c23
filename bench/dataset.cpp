#include "dataset.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "neighbor.h"

namespace leann::bench {
namespace {

std::vector<char> readFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(1);
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

float fromHalf(uint16_t half) {
  const int exponent = half >> 10 & 31;
  const int mantissa = half & 1023;
  const double size = exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(mantissa + 1024, exponent - 25);
  return static_cast<float>(half >> 15 != 0 ? -size : size);
}

std::vector<float> readHalves(const std::string& path) {
  const std::vector<char> bytes = readFile(path);
  std::vector<float> values;
  values.reserve(bytes.size() / 2);
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<uint8_t>(bytes[i]);
    const auto high = static_cast<uint8_t>(bytes[i + 1]);
    values.push_back(fromHalf(static_cast<uint16_t>(low | high << 8)));
  }
  return values;
}

}  // namespace

double Dataset::recall(uint32_t i, std::span<const NodeId> found, uint32_t k) const {
  const int32_t* best = truth.data() + size_t{i} * kTruthDepth;
  const auto first = found.first(std::min<size_t>(k, found.size()));
  const auto hits = std::count_if(first.begin(), first.end(), [&](NodeId id) {
    return std::find(best, best + k, static_cast<int32_t>(id)) != best + k;
  });
  return static_cast<double>(hits) / k;
}

VectorTable Dataset::table() const {
  VectorTable table(kDimension, Metric::kInnerProduct);
  if (const Status status = table.append(vectors); !status.ok()) {
    std::fprintf(stderr, "%s\n", status.message().c_str());
    std::exit(1);
  }
  return table;
}

Dataset readDataset(const std::string& folder) {
  Dataset data;
  data.vectors = readHalves(folder + "/vectors.f16");
  data.queries = readHalves(folder + "/query-vectors.f16");
  const std::vector<char> truth = readFile(folder + "/truth100.i32");
  for (size_t i = 0; i + 3 < truth.size(); i += 4) {
    uint32_t value = 0;
    for (size_t j = 0; j < 4; ++j)
      value |= static_cast<uint32_t>(static_cast<uint8_t>(truth[i + j])) << (8 * j);
    data.truth.push_back(static_cast<int32_t>(value));
  }
  return data;
}

Dataset firstPassages(Dataset data, uint32_t count) {
  if (count >= data.size()) return data;
  Dataset part = std::move(data);
  part.vectors.resize(size_t{count} * kDimension);
  part.vectors.shrink_to_fit();
  constexpr uint32_t kTop = 10;
  for (uint32_t q = 0; q < part.queryCount(); ++q) {
    std::vector<Neighbor> all;
    all.reserve(count);
    for (NodeId id = 0; id < count; ++id) {
      all.push_back({-dot(part.query(q).data(), part.row(id), kDimension), id});
    }
    std::partial_sort(all.begin(), all.begin() + kTop, all.end());
    for (uint32_t i = 0; i < kTop; ++i) {
      part.truth[size_t{q} * kTruthDepth + i] = static_cast<int32_t>(all[i].id);
    }
  }
  return part;
}

}  // namespace leann::bench
