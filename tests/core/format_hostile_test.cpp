// Files that someone made to do harm, with checksums that match: each check of the reader is violated.
#include "hostile_file.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("format: parameters that cannot be are corrupt, checksums or not") {
  struct Change {
    size_t at;
    size_t width;
    uint64_t value;
  };
  const uint64_t infinite = __builtin_bit_cast(uint64_t, std::numeric_limits<double>::infinity());
  const uint64_t nan = __builtin_bit_cast(uint64_t, std::numeric_limits<double>::quiet_NaN());
  const uint64_t negative = __builtin_bit_cast(uint64_t, -0.5);
  const uint64_t large = __builtin_bit_cast(uint64_t, 2e6);
  constexpr uint64_t kMost = 0xFFFFFFFF;
  const Change changes[] = {
      {0, 4, 0},         {0, 4, 29},     {0, 4, 31},        {0, 4, kMost},                   // nodes
      {4, 4, 0},         {4, 4, 9},      {4, 4, 65536},     {4, 4, kMost},                   // dimension
      {8, 1, 1},         {8, 1, 2},      {8, 1, 255},                                        // metric
      {9, 1, 4},         {9, 1, 255},                                                        // pruning
      {10, 1, 0},        {10, 1, 5},     {10, 1, 8},                                         // bits
      {11, 1, 0},        {11, 1, 1},     {11, 1, 2},                                         // rotation
      {12, 1, 2},        {12, 1, 255},                                                       // prediction
      {13, 1, 0},        {13, 1, 1},     {13, 1, 8},                                         // lengths
      {14, 1, 3},        {14, 1, 255},                                                       // preset
      {15, 1, 2},        {15, 1, 128},                                                       // numbering
      {16, 4, 1},        {16, 4, 513},                                                       // M
      {20, 4, 0},        {20, 4, 65536},                                                     // efConstruction
      {24, 4, 1},        {24, 4, 513},                                                       // hubLinks
      {28, 4, 0},        {28, 4, 600},                                                       // links
      {32, 4, 0},        {32, 4, 7},     {32, 4, 9},        {32, 4, kMost},                  // rows
      {36, 4, 0},        {36, 4, 4},     {36, 4, 5},        {36, 4, 9},     {36, 4, kMost},  // subspaces
      {40, 8, infinite}, {40, 8, nan},   {40, 8, negative},                                  // hubFraction
      {48, 8, infinite}, {48, 8, nan},   {48, 8, negative}, {48, 8, large},  // bytesPerPassage
  };
  for (const RotationKind rotation : kRotations) {
    for (const Change& change : changes) {
      CAPTURE(change.at);
      CAPTURE(change.value);
      Parts parts = split(smallFile(rotation));
      put(parts[kParm], change.at, change.value, change.width);
      if (join(parts) != smallFile(rotation)) checkCorrupt(join(parts));
    }
    Parts parts = split(smallFile(rotation));
    put(parts[kParm], 56, 12345, 8);  // any seed will do
    CHECK(decodeIndex(join(parts)).ok());
  }
}

TEST_CASE("format: prediction and lengths under L2 are corrupt, with sections to match and without") {
  for (const bool predicted : {false, true}) {
    for (const bool lengths : {false, true}) {
      Parts parts = split(smallFile());
      parts[kParm][8] = 1;
      parts[kParm][12] = predicted ? 1 : 0;
      parts[kParm][13] = lengths ? 4 : 0;
      if (!lengths) parts[kLeng].clear();
      if (predicted || lengths) {
        checkCorrupt(join(parts), "build parameter");
      } else {
        CHECK(decodeIndex(join(parts)).ok());
      }
    }
  }
}

TEST_CASE("format: an order of axes that is no permutation is corrupt, checksums or not") {
  for (size_t i = 0; i < 8; ++i) {
    for (const uint64_t place : {uint64_t{8}, uint64_t{0xFFFF}}) {
      checkCorrupt(changed(kQntz, [&](Bytes& bytes) { put(bytes, kOrder + 2 * i, place, 2); }), "place");
    }
    const auto twice = [&](Bytes& bytes) {
      put(bytes, kOrder + 2 * i, get(bytes, kOrder + 2 * ((i + 1) % 8), 2), 2);
    };
    checkCorrupt(changed(kQntz, twice), "two axes have the same place");
  }
}

TEST_CASE("format: a matrix entry of 15 is corrupt, checksums or not; any other is let in") {
  for (size_t i = 0; i < 32; ++i) {
    for (const int both : {0x0F, 0xF0, 0xFF, 0xF7}) {
      checkCorrupt(changed(kQntz, [&](Bytes& bytes) { bytes[kMatrix + i] = static_cast<uint8_t>(both); }),
                   "rotation");
    }
    for (const int both : {0x00, 0xEE, 0x77}) {
      CHECK(decodeIndex(changed(kQntz, [&](Bytes& bytes) {
              bytes[kMatrix + i] = static_cast<uint8_t>(both);
            })).ok());
    }
  }
}

TEST_CASE("format: lengths that cannot be are corrupt, checksums or not") {
  const auto bounds = [](float low, float high) {
    return changed(kLeng, [&](Bytes& bytes) {
      putFloat(bytes, 0, low);
      putFloat(bytes, 4, high);
    });
  };
  struct Bounds {
    float low, high;
  };
  for (const Bounds bad : {Bounds{kNaN, 1}, Bounds{1, kNaN}, Bounds{1, kInfinity}, Bounds{-kInfinity, 1},
                           Bounds{1.5F, 1}, Bounds{-0.1F, 1}, Bounds{1, 1.1e6F}}) {
    checkCorrupt(bounds(bad.low, bad.high), "lengths are out of range");
  }
  CHECK(decodeIndex(bounds(0, 0)).ok());
  CHECK(decodeIndex(bounds(0, 1e6F)).ok());

  // Of 31 nodes the last byte is half used.
  const Bytes odd =
      encoded(buildIndex(tableOf(clusteredVectors(31, 8, 1, 4, 4), 8), {.subspaces = 3, .bits = 4}));
  Parts parts = split(odd);
  REQUIRE(parts[kLeng].size() == 8 + 16);
  parts[kLeng].back() = static_cast<uint8_t>(parts[kLeng].back() | 0x10);
  checkCorrupt(join(parts), "half byte");
}

TEST_CASE("format: a calibration or drift that cannot be is corrupt, checksums or not") {
  for (size_t i = 0; i < 7; ++i) {
    if (i == 3) continue;  // a number of nodes
    const auto with = [&](float value) {
      return changed(kCali, [&](Bytes& bytes) { putFloat(bytes, i * 4, value); });
    };
    for (const float bad : {kNaN, kInfinity, -kInfinity, 1.1e12F, -1.1e12F}) {
      checkCorrupt(with(bad), "calibration");
    }
    if (i > 0) checkCorrupt(with(-0.001F), "calibration");
    CHECK(decodeIndex(with(0)).ok());
    CHECK(decodeIndex(with(1e12F)).ok());
  }
  checkCorrupt(changed(kCali, [](Bytes& bytes) { put(bytes, 12, 31, 4); }), "calibration");
}

TEST_CASE("format: a list of removed nodes that does not fit is corrupt, checksums or not") {
  for (const uint8_t extra : {uint8_t{0}, uint8_t{0xFF}}) {
    checkCorrupt(changed(kDead, [&](Bytes& bytes) { bytes.push_back(extra); }), "removed");
  }
  checkCorrupt(changed(kDead, [](Bytes& bytes) { bytes.assign(4, 0); }), "removed");  // none of them
  Parts parts = split(smallFile());
  parts.sections.erase(parts.sections.begin() + kDead);
  const Result<Index> opened = decodeIndex(join(parts));
  REQUIRE(opened.ok());
  CHECK(opened.value().removed.empty());
}

TEST_CASE("format: an origin whose texts are too long or cut off is corrupt, checksums or not") {
  checkCorrupt(changed(kOrig, [](Bytes& bytes) { put(bytes, 0, 4097, 2); }), "origin");
  checkCorrupt(changed(kOrig, [](Bytes& bytes) { put(bytes, 0, 13, 2); }), "origin");
}

TEST_CASE("format: sections that are missing, repeated or without a name are corrupt") {
  const Parts good = split(smallFile());
  for (const size_t needed : {kOrig, kParm, kGrph, kQntz, kCode, kLeng, kCali}) {
    Parts parts = good;
    parts.sections.erase(parts.sections.begin() + static_cast<std::ptrdiff_t>(needed));
    checkCorrupt(join(parts));
  }
  for (size_t i = 0; i < good.size(); ++i) {
    Parts twice = good;
    twice.sections.push_back(twice.sections[i]);
    checkCorrupt(join(twice), "two sections");
    Parts unnamed = good;
    unnamed.sections[i].name = "a  b";
    checkCorrupt(join(unnamed), "no name");
  }
  Parts many = good;
  for (int i = 10; i < 65; ++i) many.sections.push_back({"AB" + std::to_string(i), 0, {}});
  checkCorrupt(join(many), "too many");
  Parts posing = good;
  posing.sections[kCach].kind = 2;
  checkCorrupt(join(posing), "attachment");
}

TEST_CASE("format: unknown sections are skipped if they are optional, else they are of another version") {
  Parts parts = split(smallFile());
  parts.sections.push_back({"NEW1", 0, Bytes(100, 7)});
  CHECK(decodeIndex(join(parts)).ok());
  for (const uint32_t kind : {1U, 3U, 0x80000000U}) {
    parts.sections.back().kind = kind;
    CHECK(decodeIndex(join(parts)).status().code() == ErrorCode::kUnsupportedVersion);
  }
}

TEST_CASE("format: a file too short for the memory that it asks for is refused before it is asked for") {
  // A complete graph takes next to nothing as bits, and 8 bytes an edge in memory.
  const uint32_t nodes = 1500;
  std::vector<std::vector<NodeId>> lists(nodes);
  for (NodeId v = 0; v < nodes; ++v) {
    for (NodeId u = 0; u < v; ++u) lists[v].push_back(u);
  }
  Index index = buildIndex(tableOf(clusteredVectors(nodes, 4, 3), 4),
                           {.rotation = RotationKind::kRandom, .prediction = Prediction::kNone});
  index.graph = symmetrized(makeGraph(lists));
  const Bytes file = encoded(index);
  // The writer makes it long enough, with zeros.
  Parts parts = split(file);
  CHECK(parts.sections.back().name == "PADD");
  CHECK(file.size() * 4 + (1U << 20U) > index.graph.edges() * 4);
  CHECK(parts[kGrph].size() < file.size() / 4);
  CHECK(decodeIndex(file).ok());
  parts.sections.pop_back();
  checkCorrupt(join(parts), "more edges than its file has room for");
  CHECK(sizeReport(index).value().total == file.size() - 0);
}

TEST_CASE("format: saved vectors that cannot be are corrupt, checksums or not") {
  for (const uint64_t id : {uint64_t{30}, uint64_t{0xFFFFFFFF}}) {
    checkCorrupt(changed(kCach, [&](Bytes& bytes) { put(bytes, 0, id, 4); }), "no node");
    checkCorrupt(changed(kCach, [&](Bytes& bytes) { put(bytes, 4, id, 4); }), "no node");
  }
  checkCorrupt(changed(kCach, [](Bytes& bytes) { put(bytes, 0, get(bytes, 4, 4), 4); }), "same node");
  for (const uint64_t half : {0x7C00U, 0x7C01U, 0x7E00U, 0x7FFFU, 0xFC00U, 0xFFFFU}) {
    for (const size_t at : {size_t{8}, size_t{38}}) {
      checkCorrupt(changed(kCach, [&](Bytes& bytes) { put(bytes, at, half, 2); }), "NaN or infinity");
    }
  }
  CHECK(decodeIndex(changed(kCach, [](Bytes& bytes) { bytes.clear(); })).ok());
  for (const uint64_t half : {0x7BFFU, 0xFBFFU, 0x8000U, 0x0001U}) {
    CHECK(decodeIndex(changed(kCach, [&](Bytes& bytes) { put(bytes, 8, half, 2); })).ok());
  }
}

TEST_CASE("format: sections of the wrong length are corrupt, checksums or not") {
  for (const RotationKind rotation : kRotations) {
    for (size_t i = 0; i < kNote; ++i) {
      CAPTURE(kNames[i]);
      Parts longer = split(smallFile(rotation));
      longer[i].push_back(0);
      checkCorrupt(join(longer));
      Parts shorter = split(smallFile(rotation));
      shorter[i].pop_back();
      checkCorrupt(join(shorter));
      if (i == kCach) continue;  // none need be saved
      Parts empty = split(smallFile(rotation));
      empty[i].clear();
      checkCorrupt(join(empty));
    }
  }
}

TEST_CASE("format: lengths in the table that do not fit the file are corrupt, header checksum or not") {
  for (const uint64_t length : {uint64_t{0}, uint64_t{1} << 32, std::numeric_limits<uint64_t>::max()}) {
    for (size_t i = 0; i < kNames.size(); ++i) {
      Bytes file = smallFile();
      put(file, kTable + i * kEntry + 8, length, 8);
      restamp(file);
      checkCorrupt(file);
    }
  }
}

TEST_CASE("format: numbers in the quantizer that are none, or too large, are corrupt, checksums or not") {
  for (const RotationKind rotation : kRotations) {
    for (const FloatPlace& place : floatPlaces(rotation)) {
      const auto with = [&](float value) {
        return changed(
            kQntz, [&](Bytes& bytes) { putFloat(bytes, place.at, value); }, rotation);
      };
      for (const float bad :
           {kNaN, kInfinity, -kInfinity, std::numeric_limits<float>::max(), -1.001F * place.most}) {
        checkCorrupt(with(bad), "quantizer");
      }
      CHECK(decodeIndex(with(place.most)).ok());
    }
  }
}
