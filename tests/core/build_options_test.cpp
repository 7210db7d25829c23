// What comes out of a build: graphs that lead to the true neighbours, and options that do what they say.
#include "build/index_builder.h"
#include "graph/hubs.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

namespace {

double walkRecall(const Index& index, const Corpus& corpus, uint32_t ef = 64) {
  return graphRecall(index.graph, corpus, ef, entryPoint(index.graph));
}

}  // namespace

TEST_CASE("index builder: a built graph is undirected and leads to the true neighbours, however pruned") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const Corpus corpus(1500, 25, 32, 9, metric);
    for (const Pruning pruning : kPrunings) {
      CAPTURE(pruning);
      const Index index = buildIndex(corpus.vectors, {.pruning = pruning});
      CHECK(undirected(index.graph));
      CHECK(walkRecall(index, corpus) > 0.93);
    }
  }
}

TEST_CASE("index builder: pruning leaves fewer edges; random pruning and a small M about as many as hubs") {
  const Corpus corpus(2000, 0, 32, 10);
  const auto edges = [&](Pruning pruning) {
    return static_cast<double>(buildIndex(corpus.vectors, {.pruning = pruning}).graph.edges());
  };
  const double none = edges(Pruning::kNone), hubs = edges(Pruning::kHubs);
  CHECK(hubs < 0.85 * none);
  CHECK(edges(Pruning::kSmallM) == doctest::Approx(hubs).epsilon(0.25));
  CHECK(edges(Pruning::kRandom) == doctest::Approx(hubs).epsilon(0.1));
}

TEST_CASE("index builder: every option changes what it says") {
  const Corpus corpus(1000, 20, 32, 11);
  const auto build = [&](const BuildParams& params) { return buildIndex(corpus.vectors, params); };
  const auto edges = [&](const BuildParams& params) { return build(params).graph.edges(); };
  constexpr Pruning kNone = Pruning::kNone;
  CHECK(edges({.M = 4, .pruning = kNone}) < edges({.M = 16, .pruning = kNone}));
  CHECK(edges({.links = 2}) < edges({.links = 8}));
  CHECK(edges({.pruning = Pruning::kRandom, .links = 2}) < edges({.pruning = Pruning::kRandom, .links = 4}));
  CHECK(edges({.pruning = Pruning::kSmallM, .links = 2}) < edges({.pruning = Pruning::kSmallM, .links = 8}));
  CHECK(edges({.hubLinks = 8, .links = 4, .hubFraction = 0.3}) <
        edges({.hubLinks = 40, .links = 4, .hubFraction = 0.3}));
  CHECK(edges({.hubFraction = 0}) < edges({.hubFraction = 0.5}));
  CHECK(walkRecall(build({.M = 6, .efConstruction = 2, .pruning = kNone}), corpus, 16) <
        walkRecall(build({.M = 6, .efConstruction = 128, .pruning = kNone}), corpus, 16));
  CHECK(build({.subspaces = 16, .bits = 4}).quantizer.codeSize() == 8);
  CHECK(build({.subspaces = 16, .bits = 8}).quantizer.codeSize() == 16);
  CHECK(build({.rows = 20}).quantizer.rows() == 20);
  CHECK(!build({.lengthBits = 4}).lengths.empty());
  CHECK(build({.lengthBits = 0}).lengths.empty());
  CHECK(build({.preset = Preset::kSmall}).quantizer.codeSize() <
        build({.preset = Preset::kAccurate}).quantizer.codeSize());
  for (const RotationKind rotation : {RotationKind::kLearned, RotationKind::kRandom}) {
    CHECK(build({.rotation = rotation}).quantizer.rotation().kind() == rotation);
  }
}

TEST_CASE("index builder: hubs have more links than others in the index") {
  const Corpus corpus(2000, 0, 32, 12);
  const auto largest = [&](double hubFraction) {
    const Graph graph = buildIndex(corpus.vectors, {.links = 4, .hubFraction = hubFraction}).graph;
    std::vector<uint32_t> degrees;
    for (NodeId v = 0; v < graph.size(); ++v) degrees.push_back(graph.degree(v));
    std::sort(degrees.rbegin(), degrees.rend());
    return degrees[39];
  };
  CHECK(largest(0.02) > largest(0));
}
