// Searches of files that someone made to do harm, and that the reader lets in: they end, and find what there
// is.
#include "build/insertion.h"
#include "hostile_file.h"

using namespace leann;
using namespace leann::testing;

namespace {

// Searches an index that passed for sound, all ways, to the end.
void searchToTheEnd(Index opened) {
  const uint32_t d = opened.dimension();
  const auto index = sharedIndex(std::move(opened));
  std::vector<float> row(d, 0.25F);
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    const auto cache = std::make_shared<VectorCache>(d, 100000);
    REQUIRE(cache->restore(index->cached).ok());
    const auto search =
        startSearch(index, row, {.k = 5, .strategy = strategy, .ef = 20, .batchSize = 4}, cache);
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

TEST_CASE("format: whatever a section holds, an error or an index whose searches end") {
  Random random(3);
  for (const RotationKind rotation : kRotations) {
    const Parts good = split(smallFile(rotation));
    uint32_t opened = 0;
    for (size_t section = 0; section < kNote; ++section) {
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
      Parts parts = split(smallFile(rotation));
      Bytes& quantizer = parts[kQntz];
      for (const FloatPlace& place : floatPlaces(rotation)) {
        putFloat(quantizer, place.at, random.below(2) == 0 ? place.most : -place.most);
      }
      const bool learned = rotation == RotationKind::kLearned;
      for (size_t i = learned ? kMatrix : 36; i < quantizer.size(); ++i) {
        const bool matrix = learned && i < kBooks;
        quantizer[i] = random.below(2) == 0 ? (matrix ? 0xE0 : 0x7F) : (matrix ? 0x0E : 0x80);
      }
      for (size_t i = 0; i < 3; ++i) putFloat(parts[kCali], i * 4, 1e12F);
      if (metric == Metric::kL2) {
        put(parts[kParm], 8, 1, 1);
        put(parts[kParm], 12, 0, 2);
        parts[kLeng].clear();
      } else {
        putFloat(parts[kLeng], 0, 1e6F);
        putFloat(parts[kLeng], 4, 1e6F);
      }
      Result<Index> opened = decodeIndex(join(parts));
      REQUIRE(opened.ok());
      const auto index = sharedIndex(std::move(opened.value()));
      for (const float scale : {1e-3F, 1.0F, -1e6F}) {
        const std::vector<float> row(8, scale);
        CHECK(extended(*index, row).status().code() != ErrorCode::kInternal);
        for (const Strategy strategy :
             {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
          CAPTURE(scale);
          const auto search = startSearch(index, row, {.k = 30, .strategy = strategy, .ratio = 1});
          const std::vector<Hit> first = hitsOf(*search);
          for (const Hit& hit : first) CHECK(std::isfinite(hit.distance));
          while (!search->done()) {
            std::vector<float> rows;
            for (size_t i = 0; i < search->wants().size(); ++i) {
              rows.insert(rows.end(), row.begin(), row.end());
            }
            REQUIRE(search->supply(rows).ok());
          }
          CHECK(hitsOf(*search).size() == 28);  // two of the 30 are removed
        }
      }
    }
  }
}
