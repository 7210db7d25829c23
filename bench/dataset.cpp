#include "dataset.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace leann::bench {
namespace {

std::vector<char> bytesOf(std::ifstream& in) { return {std::istreambuf_iterator<char>(in), {}}; }

std::vector<char> readFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(1);
  }
  return bytesOf(in);
}

std::vector<uint32_t> littleEndian(const std::vector<char>& bytes) {
  std::vector<uint32_t> values;
  values.reserve(bytes.size() / 4);
  for (size_t i = 0; i + 3 < bytes.size(); i += 4) {
    uint32_t value = 0;
    for (size_t j = 0; j < 4; ++j)
      value |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[i + j])) << (8 * j);
    values.push_back(value);
  }
  return values;
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

// The first kTop of each row of the exact answers.
void findTruth(Dataset& data) {
  for (uint32_t q = 0; q < data.queryCount(); ++q) {
    std::vector<Neighbor> all;
    all.reserve(data.size());
    for (NodeId id = 0; id < data.size(); ++id) {
      all.push_back({-dot(data.query(q).data(), data.row(id), kDimension), id});
    }
    const std::vector<NodeId> ids = nearest(std::move(all), kTop);
    std::copy(ids.begin(), ids.end(),
              data.truth.begin() + static_cast<std::ptrdiff_t>(size_t{q} * kTruthDepth));
  }
}

}  // namespace

std::vector<uint32_t> Dataset::chosen(Queries which, uint32_t count) const {
  std::vector<uint32_t> indices;
  for (auto q = static_cast<uint32_t>(which); q < queryCount() && indices.size() < count; q += 2) {
    indices.push_back(q);
  }
  return indices;
}

std::vector<NodeId> Dataset::best(uint32_t i, uint32_t count) const {
  const auto first = truth.begin() + static_cast<std::ptrdiff_t>(size_t{i} * kTruthDepth);
  return {first, first + static_cast<std::ptrdiff_t>(count)};
}

double Dataset::recall(uint32_t i, std::span<const NodeId> found, uint32_t k) const {
  return shareIn(best(i, k), found.first(std::min<size_t>(k, found.size())));
}

void Dataset::renumber(std::span<const NodeId> order) {
  Dataset moved;
  std::vector<NodeId> numberOf(order.size());
  for (NodeId v = 0; v < order.size(); ++v) {
    numberOf[order[v]] = v;
    moved.vectors.insert(moved.vectors.end(), row(order[v]), row(order[v]) + kDimension);
    if (!tokens.empty()) moved.tokens.push_back(tokens[order[v]]);
  }
  vectors = std::move(moved.vectors);
  tokens = std::move(moved.tokens);
  // Of fewer passages than were read, only the first answers are known.
  for (NodeId& id : truth) id = id < numberOf.size() ? numberOf[id] : id;
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
  data.truth = littleEndian(readFile(folder + "/truth100.i32"));
  std::ifstream counts(folder + "/token-counts.u32", std::ios::binary);
  if (counts) data.tokens = littleEndian(bytesOf(counts));
  return data;
}

Dataset firstPassages(Dataset data, uint32_t count) {
  if (count >= data.size()) return data;
  data.vectors.resize(size_t{count} * kDimension);
  data.vectors.shrink_to_fit();
  if (!data.tokens.empty()) data.tokens.resize(count);
  findTruth(data);
  return data;
}

Dataset thosePassages(const Dataset& data, std::span<const NodeId> ids) {
  Dataset those;
  those.queries = data.queries;
  those.truth.resize(data.truth.size());
  for (const NodeId id : ids) {
    those.vectors.insert(those.vectors.end(), data.row(id), data.row(id) + kDimension);
    if (!data.tokens.empty()) those.tokens.push_back(data.tokens[id]);
  }
  findTruth(those);
  return those;
}

std::vector<NodeId> nearest(std::vector<Neighbor> all, uint32_t count) {
  const size_t first = std::min<size_t>(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(first), all.end());
  std::vector<NodeId> ids;
  for (size_t i = 0; i < first; ++i) ids.push_back(all[i].id);
  return ids;
}

double shareIn(std::span<const NodeId> wanted, std::span<const NodeId> ids) {
  const auto common = std::count_if(wanted.begin(), wanted.end(), [&](NodeId id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  });
  return static_cast<double>(common) / static_cast<double>(wanted.size());
}

}  // namespace leann::bench
