#include "samples.h"

#include <cstdio>
#include <cstdlib>

#include "../core/clustered_vectors.h"
#include "base/random.h"
#include "build/index_builder.h"
#include "format/cutting.h"
#include "format/format.h"
#include "index/vector_cache.h"
#include "words/outlining.h"
#include "words/word_index_builder.h"

namespace leann::fuzz {
namespace {

struct Size {
  const char* name;
  uint32_t nodes;
  uint32_t dimension;
};
constexpr Size kSizes[] = {{"tiny", 1, 3}, {"small", 40, 8}, {"medium", 700, 24}};

struct Variant {
  const char* name;
  BuildParams params;
  uint32_t savedVectors = 0;  // at most
  uint32_t removeEvery = 0;   // 0 for none
  bool attachments = false;   // and an origin
  bool words = false;
  bool outlined = false;  // of these: postings in blocks that are elsewhere
  bool cut = false;       // nodes likewise
};

std::vector<Variant> variants() {
  return {
      {"everything", {.rotation = RotationKind::kLearned, .bits = 4}, 5, 7, true, true},
      {"nothing that can be left out",
       {.rotation = RotationKind::kRandom, .bits = 4, .prediction = Prediction::kNone, .lengthBits = 0}},
      {"8 bits", {.rotation = RotationKind::kLearned, .bits = 8}, 0, 3},
      {"no lengths", {.rotation = RotationKind::kLearned, .bits = 4, .lengthBits = 0}, 3, 0, true, true},
      {"random rotation", {.rotation = RotationKind::kRandom, .bits = 8}, 3},
      {"L2", {.metric = Metric::kL2, .rotation = RotationKind::kLearned, .bits = 4}, 2, 5},
      {"clusters", {.rotation = RotationKind::kRandom, .bits = 4, .clusters = 4}, 3, 6},
      {"cut", {.rotation = RotationKind::kRandom, .bits = 4, .clusters = 4}, 0, 0, false, true, true, true},
      {"cut in one piece", {.rotation = RotationKind::kRandom, .bits = 4}, 0, 0, false, true, true, true},
      {"outlined words", {.rotation = RotationKind::kRandom, .bits = 4}, 0, 0, false, true, true},
  };
}

template <typename T>
T sound(Result<T> result) {
  if (result.ok()) return std::move(result.value());
  std::fprintf(stderr, "%s\n", result.status().message().c_str());
  std::abort();
}

Index build(const std::vector<float>& rows, uint32_t dimension, const BuildParams& params) {
  const std::unique_ptr<IndexBuilder> builder = sound(IndexBuilder::create(dimension, params));
  if (!builder->add(rows).ok()) std::abort();
  while (sound(builder->step(1000)).phase != BuildPhase::kDone) {
  }
  return sound(builder->finish());
}

CachedVectors saved(const std::vector<float>& rows, uint32_t dimension, uint32_t count) {
  VectorCache cache(dimension, 1U << 20);
  for (uint32_t i = 0; i < count && size_t{i} * dimension < rows.size(); ++i) {
    if (!cache.insert(i, std::span(rows).subspan(size_t{i} * dimension, dimension)).ok()) std::abort();
  }
  return sound(cache.snapshot(1U << 20));
}

// Documents of up to four passages, some with the same headings, of a few frequent terms and many rare ones.
std::shared_ptr<const WordIndex> wordsOf(uint32_t passages) {
  WordIndexBuilder builder;
  Random random(7);
  const auto field = [&](uint32_t most) {
    std::string terms;
    for (uint32_t i = random.below(most + 1); i > 0; --i) {
      const uint32_t rank = random.below(1 + random.below(1 + random.below(400)));
      terms += static_cast<char>('a' + rank % 7);
      terms += std::to_string(rank / 3) + (rank % 5 == 0 ? "\xC3\xBC\n" : "\n");
    }
    return terms;
  };
  std::string headings;
  uint32_t left = 0;
  for (uint32_t i = 0; i < passages; ++i, --left) {
    if (left == 0) {
      left = 1 + random.below(4);
      if (!builder.beginDocument(field(3)).ok()) std::abort();
    }
    if (random.below(3) == 0) headings = field(2);
    if (!builder.passage(headings, field(12)).ok()) std::abort();
  }
  return sound(builder.finish());
}

Bytes encode(Index index, const std::vector<float>& rows, const Variant& variant) {
  index.cached = saved(rows, index.dimension(), variant.savedVectors);
  if (variant.removeEvery > 0) {
    for (NodeId id = 0; id < index.size(); id += variant.removeEvery) index.removed.insert(id);
  }
  if (variant.words) index.words = wordsOf(index.size());
  if (variant.outlined) index.words = sound(outlined(*index.words, 16)).outline;
  if (variant.cut) index = sound(cutIntoClusters(index)).index;
  if (!variant.attachments) return sound(encodeIndex(index));
  Origin origin;
  origin.commit.generation = 3;
  origin.fingerprint = "a model";
  origin.dtype = "q8";
  origin.device = "wasm";
  origin.corpus.fill(7);
  const Bytes checks(size_t{2} * index.size(), 0x5A), texts{'r', 'a', 'i', 'n'};
  const Section attachments[] = {{sectionName("CHCK"), SectionKind::kAttachment, checks},
                                 {sectionName("TEXT"), SectionKind::kAttachment, texts}};
  return sound(encodeIndex(index, origin, attachments));
}

}  // namespace

std::vector<Sample> makeSamples() {
  std::vector<Sample> samples;
  for (const Size& size : kSizes) {
    const std::vector<float> rows = testing::clusteredVectors(size.nodes, size.dimension, 1, 8, 6);
    for (const Variant& variant : variants()) {
      Bytes file = encode(build(rows, size.dimension, variant.params), rows, variant);
      std::vector<Part> parts = partsOf(file);
      samples.push_back({std::string(size.name) + ", " + variant.name, std::move(file), std::move(parts),
                         size.dimension, rows});
    }
  }
  return samples;
}

const Sample& mostOf(const std::vector<Sample>& samples) {
  return samples[samples.size() - variants().size()];
}

}  // namespace leann::fuzz
