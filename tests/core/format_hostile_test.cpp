// Files that someone made to do harm, with checksums that match: an error, or an index whose searches end.
#include <limits>

#include "file_parts.h"

using namespace leann;
using namespace leann::testing;

namespace {

// The largest magnitude of each float of the small file's QNTZ: mean, scales of the rotation, of the
// codebooks.
std::vector<float> floatLimits(RotationKind rotation) {
  std::vector<float> limits(8, 1e6F);
  if (rotation == RotationKind::kLearned) limits.insert(limits.end(), 8, 1.0F);
  limits.insert(limits.end(), rotation == RotationKind::kLearned ? 3 : 1, 1e8F);
  return limits;
}

// Searches an index that passed for sound, all ways, to the end.
void searchToTheEnd(Index opened) {
  const uint32_t d = opened.dimension();
  const auto index = sharedIndex(std::move(opened));
  std::vector<float> row(d, 0.25F);
  for (const Strategy strategy : {Strategy::kRerank, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    const auto search = startSearch(index, row, {.k = 5, .strategy = strategy, .ef = 20, .batchSize = 4});
    uint32_t rounds = 0;
    while (!search->done()) {
      if (++rounds > index->size()) FAIL("a search that does not end");
      std::vector<float> rows;
      for (const NodeId id : search->wants()) {
        if (id >= index->size()) FAIL("node " << id << " does not exist");
        row.assign(d, static_cast<float>(id + 1));
        rows.insert(rows.end(), row.begin(), row.end());
      }
      REQUIRE(search->supply(rows).ok());
    }
    CHECK(hitsOf(*search).size() <= 5);
  }
}

}  // namespace

TEST_CASE("format: parameters that cannot be are corrupt, checksums or not") {
  struct Change {
    size_t at;
    size_t width;
    uint64_t value;
  };
  const uint64_t infinite = __builtin_bit_cast(uint64_t, std::numeric_limits<double>::infinity());
  const uint64_t nan = __builtin_bit_cast(uint64_t, std::numeric_limits<double>::quiet_NaN());
  const uint64_t negative = __builtin_bit_cast(uint64_t, -0.5);
  const Change changes[] = {{0, 4, 0},           {0, 4, 29},        {0, 4, 31},    {0, 4, 0xFFFFFFFF},
                            {4, 4, 0},           {4, 4, 9},         {4, 4, 65536}, {4, 4, 0xFFFFFFFF},
                            {8, 1, 2},           {8, 1, 255},       {9, 1, 4},     {9, 1, 255},
                            {10, 1, 0},          {10, 1, 5},        {10, 1, 8},    {11, 1, 1},
                            {11, 1, 2},          {12, 4, 1},        {12, 4, 513},  {16, 4, 0},
                            {16, 4, 65536},      {20, 4, 1},        {20, 4, 513},  {24, 4, 0},
                            {24, 4, 600},        {28, 4, 0},        {28, 4, 9},    {28, 4, 5},
                            {28, 4, 0xFFFFFFFF}, {32, 8, infinite}, {32, 8, nan},  {32, 8, negative}};
  for (const RotationKind rotation : kRotations) {
    for (const Change& change : changes) {
      CAPTURE(change.at);
      CAPTURE(change.value);
      Parts parts = split(smallFile(rotation));
      put(parts[0], change.at, change.value, change.width);
      if (join(parts) != smallFile(rotation)) checkCorrupt(join(parts));
    }
    Parts parts = split(smallFile(rotation));
    put(parts[0], 40, 12345, 8);  // any seed will do
    CHECK(decodeIndex(join(parts)).ok());
  }
}

TEST_CASE("format: sections of the wrong length are corrupt, checksums or not") {
  for (const RotationKind rotation : kRotations) {
    for (size_t i = 0; i < kSections; ++i) {
      CAPTURE(kNames[i]);
      Parts longer = split(smallFile(rotation));
      longer[i].push_back(0);
      checkCorrupt(join(longer));
      Parts shorter = split(smallFile(rotation));
      shorter[i].pop_back();
      checkCorrupt(join(shorter));
      Parts empty = split(smallFile(rotation));
      empty[i].clear();
      checkCorrupt(join(empty));
    }
  }
}

TEST_CASE("format: lengths in the table that do not fit the file are corrupt, header checksum or not") {
  for (const uint64_t length : {uint64_t{0}, uint64_t{1} << 32, std::numeric_limits<uint64_t>::max()}) {
    for (size_t i = 0; i < kSections; ++i) {
      Bytes file = smallFile();
      put(file, kTable + i * 16 + 4, length, 8);
      put(file, kHeaderSize - 4, crc32c(std::span<const uint8_t>(file).first(kHeaderSize - 4)), 4);
      checkCorrupt(file);
    }
  }
}

TEST_CASE("format: numbers in the quantizer that are none, or too large, are corrupt, checksums or not") {
  for (const RotationKind rotation : kRotations) {
    const std::vector<float> limits = floatLimits(rotation);
    for (size_t i = 0; i < limits.size(); ++i) {
      const auto with = [&](float value) {
        Parts parts = split(smallFile(rotation));
        put(parts[2], i * 4, __builtin_bit_cast(uint32_t, value), 4);
        return join(parts);
      };
      for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max(),
                              -1.001F * limits[i]}) {
        checkCorrupt(with(bad), "quantizer");
      }
      CHECK(decodeIndex(with(limits[i])).ok());
    }
  }
}

TEST_CASE("format: whatever a section holds, an error or an index whose searches end") {
  Random random(3);
  for (const RotationKind rotation : kRotations) {
    const Parts good = split(smallFile(rotation));
    uint32_t opened = 0;
    for (size_t section = 0; section < kSections; ++section) {
      for (int round = 0; round < 400; ++round) {
        Parts parts = good;
        Bytes& target = parts[section];
        for (uint32_t i = 1 + random.below(3); i > 0; --i) {
          const size_t at = random.below(target.size());
          switch (random.below(3)) {
            case 0:
              target[at] ^= static_cast<uint8_t>(1U << random.below(8));
              break;
            case 1:
              target[at] = static_cast<uint8_t>(random.below(256));
              break;
            default:
              target[at] = random.below(2) == 0 ? 0x00 : 0xFF;
          }
        }
        Result<Index> index = decodeIndex(join(parts));
        if (index.ok()) {
          ++opened;
          searchToTheEnd(std::move(index.value()));
        } else {
          CHECK(index.status().code() == ErrorCode::kCorrupt);
        }
      }
    }
    CHECK(opened > 100);
  }
}

TEST_CASE("format: the largest numbers that are let in do not break a search") {
  Random random(4);
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    for (const RotationKind rotation : kRotations) {
      const std::vector<float> limits = floatLimits(rotation);
      Parts parts = split(smallFile(rotation));
      put(parts[0], 8, static_cast<uint64_t>(metric), 1);
      for (size_t i = 0; i < limits.size(); ++i) {
        const float value = random.below(2) == 0 ? limits[i] : -limits[i];
        put(parts[2], i * 4, __builtin_bit_cast(uint32_t, value), 4);
      }
      for (size_t i = limits.size() * 4; i < parts[2].size(); ++i) {
        parts[2][i] = random.below(2) == 0 ? 0x7F : 0x80;
      }
      Result<Index> opened = decodeIndex(join(parts));
      REQUIRE(opened.ok());
      const auto index = sharedIndex(std::move(opened.value()));
      for (const float scale : {1e-3F, 1.0F, -1e6F}) {
        const std::vector<float> row(8, scale);
        CHECK(extended(*index, row).status().code() != ErrorCode::kInternal);
        for (const Strategy strategy : {Strategy::kRerank, Strategy::kTwoLevel, Strategy::kBestFirst}) {
          CAPTURE(scale);
          const auto search = startSearch(index, row, {.k = 30, .strategy = strategy, .ratio = 1});
          while (!search->done()) {
            std::vector<float> rows;
            for (size_t i = 0; i < search->wants().size(); ++i) {
              rows.insert(rows.end(), row.begin(), row.end());
            }
            REQUIRE(search->supply(rows).ok());
          }
          CHECK(hitsOf(*search).size() == 30);
        }
      }
    }
  }
}
