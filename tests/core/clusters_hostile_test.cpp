// Blocks of clusters, and heads, from a stranger: never believed unchecked.
#include "clustered_index.h"

using namespace leann;
using namespace leann::testing;
using namespace leann::testing::clusters;

TEST_CASE("clusters: blocks that are not its own are refused, and leave it as it was") {
  const CutIndex cut = cutOf(clusteredIndex().index);
  Index index = partly(cut, std::vector<uint32_t>{1});
  const uint32_t before = index.size();
  CHECK(supplyCluster(index, index.clusters.count(), cut.blocks[0]).code() == ErrorCode::kInvalidArgument);
  CHECK(supplyCluster(index, 0, {}).code() == ErrorCode::kCorrupt);
  CHECK(supplyCluster(index, 0, cut.blocks[2]).code() == ErrorCode::kCorrupt);
  for (size_t at = 0; at < cut.blocks[0].size(); at += 97) {
    Bytes damaged = cut.blocks[0];
    damaged[at] ^= 1;
    CHECK(supplyCluster(index, 0, damaged).code() == ErrorCode::kCorrupt);
  }
  CHECK(index.size() == before);
  CHECK(!index.cut->has(0));
  CHECK(supplyCluster(index, 0, cut.blocks[0]).ok());
  CHECK(supplyCluster(index, 0, {}).ok());  // it is there
  Index whole = clusteredIndex().index;
  CHECK(supplyCluster(whole, 0, cut.blocks[0]).code() == ErrorCode::kInvalidArgument);
}

TEST_CASE("clusters: a block made to do harm, whose checksum fits, gives an error or a sound index") {
  const CutIndex cut = cutOf(clusteredIndex().index);
  Random random(3);
  for (int round = 0; round < 400; ++round) {
    Bytes block = cut.blocks[0];
    if (round % 4 == 0) block.resize(random.below(static_cast<uint32_t>(block.size())));
    for (int i = 0; i < 3 && !block.empty(); ++i) {
      const auto end =
          static_cast<uint32_t>(std::min<size_t>(block.size(), round % 2 == 0 ? 64 : block.size()));
      block[random.below(end)] = static_cast<uint8_t>(random.below(256));
    }
    std::vector<ClusterBlock> blocks = cut.index.cut->blocks();
    blocks[0] = {.bytes = static_cast<uint32_t>(block.size()), .checksum = crc32c(block)};
    Index index = cut.index;
    index.cut.emplace(cut.index.cut->starts(), blocks);
    const Status status = supplyCluster(index, 0, block);
    if (!status.ok()) {
      CHECK(status.code() == ErrorCode::kCorrupt);
      CHECK(index.size() == 0);
      continue;
    }
    CHECK(undirected(index.graph));
    CHECK(index.codes.size() == index.size());
    (void)startSearch(sharedIndex(index), clusteredIndex().corpus.query(0), {});
  }
}

TEST_CASE("clusters: a head that does not fit together is refused") {
  const Bytes file = fileOf(cutOf(clusteredIndex().index).index);
  const auto codeOf = [&](const char* name, auto change) {
    Parts parts = split(file);
    for (Parts::Section& section : parts.sections) {
      if (section.name == name) change(section.bytes);
    }
    return decodeIndex(join(parts)).status().code();
  };
  const auto same = [](Bytes&) {};
  CHECK(codeOf("CLUS", same) == ErrorCode::kOk);
  CHECK(codeOf("CLUS", [](Bytes& bytes) { put(bytes, 0, get(bytes, 0, 4) - 1, 4); }) == ErrorCode::kCorrupt);
  CHECK(codeOf("CLUS", [](Bytes& bytes) { put(bytes, 4, get(bytes, 4, 4) + 1, 4); }) == ErrorCode::kCorrupt);
  CHECK(codeOf("CLUS", [](Bytes& bytes) { put(bytes, 4, get(bytes, 4, 4) - 1, 4); }) == ErrorCode::kCorrupt);
  CHECK(codeOf("CLUS", [](Bytes& bytes) {
          put(bytes, 4 + 4 * static_cast<size_t>(get(bytes, 0, 4)), 0x7FC00000, 4);
        }) == ErrorCode::kCorrupt);
  CHECK(codeOf("CUTS", [](Bytes& bytes) { bytes.pop_back(); }) == ErrorCode::kCorrupt);
  CHECK(codeOf("CUTS", [](Bytes& bytes) { put(bytes, 0, 0x7FC00000, 4); }) == ErrorCode::kCorrupt);
  CHECK(codeOf("PARM", [](Bytes& bytes) { put(bytes, 0, 0xFFFFFFFF, 4); }) == ErrorCode::kCorrupt);
  for (const char* name : {"GRPH", "CODE", "LENG", "DEAD", "CACH"}) {
    Parts parts = split(file);
    parts.sections.push_back({.name = name, .kind = 0, .bytes = {1}});
    CHECK(decodeIndex(join(parts)).status().code() == ErrorCode::kCorrupt);
  }
}
