#include "indexes.h"

#include "build/calibrate.h"
#include "build/index_builder.h"
#include "build/resolved_params.h"
#include "code/encoder.h"
#include "code/training.h"
#include "graph/graph_codec.h"

namespace leann::bench {
namespace {

constexpr uint32_t kEfConstruction = 128;

Graph hnsw(const VectorTable& vectors, uint32_t M, uint32_t cap) {
  HnswBuilder builder(vectors, {.M = M, .maxDegree0 = cap, .efConstruction = kEfConstruction});
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

Result<BuildParams> resolvedFor(const Graph& graph, const VectorTable& vectors, const BuildParams& params) {
  const uint64_t bytes = params.bytesPerPassage > 0 ? encodeGraph(graph).size() : 0;
  return resolved(params, vectors.dimension(), vectors.size(), {.bytes = bytes, .edges = graph.edges() / 2});
}

}  // namespace

Index buildIndex(Dataset& data, const BuildParams& params) {
  const auto builder = orExit(IndexBuilder::create(kDimension, params));
  if (const Status status = builder->add(data.vectors); !status.ok()) orExit<int>(status);
  while (orExit(builder->step(4096)).phase != BuildPhase::kDone) {
  }
  data.renumber(builder->order());
  return orExit(builder->finish());
}

Index indexOver(Graph graph, const VectorTable& vectors, const BuildParams& params) {
  const BuildParams p = orExit(resolvedFor(graph, vectors, params));
  Quantizer quantizer = trainQuantizer(
      vectors, graph, *p.prediction,
      {.subspaces = p.subspaces, .bits = p.bits, .rotation = *p.rotation, .rows = p.rows, .seed = p.seed});
  return indexWith(std::move(quantizer), std::move(graph), vectors, p);
}

Index indexWith(Quantizer quantizer, Graph graph, const VectorTable& vectors, const BuildParams& params) {
  const BuildParams p = orExit(resolvedFor(graph, vectors, params));
  Encoder encoder(graph, quantizer, *p.prediction);
  std::vector<float> row(vectors.dimension());
  for (NodeId v = 0; v < vectors.size(); ++v) {
    vectors.read(v, row.data());
    encoder.append(row.data());
  }
  CodeScan codes(encoder.codes(), p.subspaces, p.bits);
  Lengths lengths = *p.lengthBits == 0 ? Lengths() : Lengths::fit(encoder.lengthFactors());
  Index index{.params = p,
              .graph = std::move(graph),
              .quantizer = std::move(quantizer),
              .codes = std::move(codes),
              .lengths = std::move(lengths)};
  index.calibration = calibrate(index, vectors, p.seed);
  return index;
}

std::shared_ptr<const Index> affordable(const Graph& graph, const VectorTable& vectors,
                                        const BuildParams& params) {
  if (!resolvedFor(graph, vectors, params).ok()) return nullptr;
  return std::make_shared<const Index>(indexOver(graph, vectors, params));
}

SizeReport sizeOf(const Index& index) { return orExit(describeFile(orExit(encodeIndex(index)))).sizes; }

FirstPass firstPass(const VectorTable& vectors, uint32_t M, uint32_t choices) {
  HnswBuilder builder(vectors,
                      {.M = M, .maxDegree0 = 2 * M, .efConstruction = kEfConstruction, .choices = choices});
  while (!builder.finished()) builder.insertNext();
  return {.graph = builder.level0(), .choices = builder.takeChoices()};
}

Graph hubPreserving(const VectorTable& vectors, const FirstPass& first, const HubParams& params) {
  HnswBuilder builder(vectors, {.M = params.M, .maxDegree0 = params.M, .efConstruction = kEfConstruction},
                      hubPreservingLinks(first.graph, params), first.choices);
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

Graph smallM(const VectorTable& vectors, double degree) {
  uint32_t M = 2;
  Graph best = hnsw(vectors, M, 2 * M);
  while (meanDegree(best) < degree) {
    ++M;
    best = hnsw(vectors, M, 2 * M);
  }
  for (uint32_t cap = 2 * M - 1; cap >= M; --cap) {
    Graph tighter = hnsw(vectors, M, cap);
    if (meanDegree(tighter) < degree) break;
    best = std::move(tighter);
  }
  return best;
}

}  // namespace leann::bench
