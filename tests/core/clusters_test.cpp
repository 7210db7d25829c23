// An index in clusters: built, searched whole or in part, cut, brought back in any order, grown and
// compacted.
#include "build/compaction.h"
#include "build/insertion.h"
#include "clustered_index.h"
#include "search/reconstruction.h"
#include "word_documents.h"

using namespace leann;
using namespace leann::testing;
using namespace leann::testing::clusters;

TEST_CASE("clusters: of about equal size, all nodes in one, and no edge leads out of one") {
  for (const Metric metric : kMetrics) {
    const Index& index = clusteredIndex(metric).index;
    const Clusters& clusters = index.clusters;
    CHECK(clusters.count() > kClusters / 2);
    CHECK(clusters.count() <= kClusters);
    CHECK(index.params.clusters == clusters.count());
    CHECK(clusters.starts.front() == 0);
    CHECK(clusters.starts.back() == kNodes);
    for (uint32_t c = 0; c < clusters.count(); ++c) {
      CHECK(clusters.size(c) >= 1);
      CHECK(clusters.size(c) <= 2 * kNodes / kClusters + 1);
      for (NodeId v = clusters.starts[c]; v < clusters.starts[c + 1]; ++v) {
        for (const NodeId u : index.graph.neighbors(v)) REQUIRE(clusterOf(clusters, u) == c);
      }
    }
    std::vector<uint32_t> sorted = clusteredIndex(metric).order;
    std::sort(sorted.begin(), sorted.end());
    for (uint32_t i = 0; i < kNodes; ++i) REQUIRE(sorted[i] == i);
    CHECK(undirected(index.graph));
  }
}

TEST_CASE(
    "clusters: a document's passages are in one cluster, side by side, and numbering as added stays within") {
  std::vector<uint32_t> groups(kNodes / 4, 4);
  groups.insert(groups.begin() + 7, 0);
  const Corpus corpus(kNodes, 1, kDimension, 9);
  const NumberedIndex built = buildNumbered(corpus.vectors, {.bits = 4, .clusters = kClusters}, groups);
  REQUIRE(built.order.size() == groups.size());
  NodeId node = 0;
  for (const uint32_t group : built.order) {
    if (groups[group] == 0) continue;
    CHECK(clusterOf(built.index.clusters, node) == clusterOf(built.index.clusters, node + groups[group] - 1));
    node += groups[group];
  }
  CHECK(node == kNodes);
  const NumberedIndex added =
      buildNumbered(corpus.vectors, {.bits = 4, .numbering = Numbering::kAsAdded, .clusters = kClusters});
  for (uint32_t c = 0; c < added.index.clusters.count(); ++c) {
    const NodeId first = added.index.clusters.starts[c];
    const auto part = std::span(added.order).subspan(first, added.index.clusters.starts[c + 1] - first);
    CHECK(std::is_sorted(part.begin(), part.end()));
  }
}

TEST_CASE(
    "clusters: the same vectors give the same index, in whatever slices, and more clusters than vectors are "
    "fewer") {
  const Clustered& from = clusteredIndex();
  const BuildParams params{.bits = 4, .clusters = 5};
  CHECK(fileOf(buildNumbered(from.corpus.vectors, params, {}, 7).index) ==
        fileOf(buildNumbered(from.corpus.vectors, params, {}, 100000).index));
  const TestTable few = tableOf(clusteredVectors(6, 8, 1), 8);
  const Index index = buildNumbered(few, {.clusters = 50}).index;
  CHECK(index.clusters.count() <= 6);
  CHECK(cutOf(index).blocks.size() == index.clusters.count());
  CHECK(IndexBuilder::create(8, {.clusters = kMostClusters + 1}).status().code() ==
        ErrorCode::kInvalidArgument);
}

TEST_CASE("clusters: the whole file is an index as any other, and gives its clusters back") {
  for (const Metric metric : kMetrics) {
    const Clustered& from = clusteredIndex(metric);
    const Bytes file = fileOf(from.index);
    const Index index = opened(file);
    CHECK(fileOf(index) == file);
    CHECK(index.clusters.starts == from.index.clusters.starts);
    CHECK(index.clusters.values == from.index.clusters.values);
    CHECK(index.clusters.recalls == from.index.clusters.recalls);
    CHECK(sizeReport(index).value().total == file.size());
    double recall = 0;
    for (NodeId q = 0; q < 20; ++q) {
      const auto search = run(index, from, from.corpus.query(q), {});
      std::vector<NodeId> found;
      for (const Hit& hit : hitsOf(*search)) found.push_back(from.order[hit.id]);
      recall += recallOf(found, exactNearest(from.corpus.vectors, from.corpus.queries.row(q), 10)) / 20;
    }
    CHECK(recall >= 0.9);
  }
}

TEST_CASE("clusters: walks of the whole enter all of them") {
  const Clustered& from = clusteredIndex();
  for (const Strategy strategy : {Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    double recall = 0;
    for (NodeId q = 0; q < 20; ++q) {
      const auto search =
          run(from.index, from, from.corpus.query(q), {.strategy = strategy, .ef = 100, .ratio = 0.5});
      std::vector<NodeId> found;
      for (const Hit& hit : hitsOf(*search)) found.push_back(from.order[hit.id]);
      recall += recallOf(found, exactNearest(from.corpus.vectors, from.corpus.queries.row(q), 10)) / 20;
    }
    CHECK(recall >= 0.85);
  }
}

TEST_CASE("clusters: the nearest come first, and more of them are expected to hold more") {
  for (const Metric metric : kMetrics) {
    const Clustered& from = clusteredIndex(metric);
    const Clusters& clusters = from.index.clusters;
    double first = 0, last = 0;
    for (NodeId q = 0; q < 20; ++q) {
      const auto near = nearestClusters(clusters, metric, kDimension, from.corpus.query(q), 99);
      REQUIRE(near.ok());
      REQUIRE(near.value().size() == clusters.count());
      CHECK(nearestClusters(clusters, metric, kDimension, from.corpus.query(q), 2).value() ==
            std::vector(near.value().begin(), near.value().begin() + 2));
      for (const NodeId row : exactNearest(from.corpus.vectors, from.corpus.queries.row(q), 10)) {
        const auto node = std::find(from.order.begin(), from.order.end(), row) - from.order.begin();
        const uint32_t c = clusterOf(clusters, static_cast<NodeId>(node));
        first += c == near.value().front() ? 1 : 0;
        last += c == near.value().back() ? 1 : 0;
      }
    }
    CHECK(first > 5 * last);
    CHECK(expectedRecall(clusters, 0) == 0);
    CHECK(expectedRecall(clusters, clusters.count()) == 1);
    for (uint32_t probed = 1; probed < clusters.count(); ++probed) {
      CHECK(expectedRecall(clusters, probed) >= expectedRecall(clusters, probed - 1));
    }
    CHECK(expectedRecall(clusters, 1) > 0.2);
    CHECK(std::abs(expectedRecall(clusters, 1) - static_cast<float>(first / 200)) < 0.2F);
    std::vector<float> query(kDimension, 0.0F);
    query[0] = std::numeric_limits<float>::infinity();
    CHECK(nearestClusters(clusters, metric, kDimension, query, 1).status().code() == ErrorCode::kNotFinite);
    CHECK(nearestClusters(clusters, metric, kDimension, {}, 1).status().code() ==
          ErrorCode::kDimensionMismatch);
  }
}

TEST_CASE("clusters: cut and brought back in any order, it answers as the whole, by the same numbers") {
  for (const Metric metric : kMetrics) {
    const Clustered& from = clusteredIndex(metric);
    const CutIndex cut = cutOf(from.index);
    CHECK(cut.index.size() == 0);
    CHECK(cut.index.wholeSize() == kNodes);
    CHECK(fileOf(opened(fileOf(cut.index))) == fileOf(cut.index));
    std::vector<uint32_t> backwards = allClusters(from.index);
    std::reverse(backwards.begin(), backwards.end());
    const Index whole = partly(cut, backwards);
    CHECK(whole.size() == kNodes);
    for (NodeId v = 0; v < kNodes; v += 13) {
      CHECK(whole.wholeNumber(*whole.numberHere(v)) == v);
      const std::vector<NodeId> one{v};
      CHECK(reconstructedMean(whole, one).value() == reconstructedMean(from.index, one).value());
    }
    SearchParams params{.batchSize = 4, .allowed = allowedOf(kNodes, [](NodeId id) { return id % 3 != 0; })};
    params.bonuses = {{.distance = 0.2F, .id = 4}, {.distance = 0.1F, .id = 901}};
    for (NodeId q = 0; q < 20; ++q) {
      std::set<NodeId> here, there;
      const auto a = run(whole, from, from.corpus.query(q), params, &here);
      const auto b = run(from.index, from, from.corpus.query(q), params, &there);
      CHECK(equal(hitsOf(*a), hitsOf(*b)));
      CHECK(here == there);
      CHECK(a->stats().recomputed == b->stats().recomputed);
    }
    const Result<Index> joined = joinedClusters(whole);
    REQUIRE(joined.ok());
    CHECK(fileOf(joined.value()) == fileOf(from.index));
  }
}

TEST_CASE("clusters: of an index in one piece, words are there before its nodes, which come as one block") {
  for (const Metric metric : kMetrics) {
    const Fixture& from = fixture(metric);
    Index whole = *from.index;
    whole.words =
        indexOf(WordDocuments(whole.size(), {.title = {}, .passages = {{.headings = {}, .body = {"word"}}}}));
    const CutIndex cut = cutOf(whole);
    REQUIRE(cut.blocks.size() == 1);
    Index index = opened(fileOf(cut.index));
    CHECK(fileOf(index) == fileOf(cut.index));
    CHECK(index.size() == 0);
    CHECK(index.wholeSize() == whole.size());
    CHECK(index.clusters.empty());
    REQUIRE(index.words != nullptr);
    CHECK(bytesOf(*index.words) == bytesOf(*whole.words));
    CHECK(hitsOf(*startSearch(sharedIndex(index), from.corpus.query(0), {})).empty());
    CHECK(supplyCluster(index, 1, cut.blocks[0]).code() == ErrorCode::kInvalidArgument);
    REQUIRE(supplyCluster(index, 0, cut.blocks[0]).ok());
    for (NodeId v = 0; v < whole.size(); v += 13) {
      CHECK(index.wholeNumber(v) == v);
      CHECK(index.numberHere(v) == v);
    }
    const auto shared = sharedIndex(index);
    for (NodeId q = 0; q < 10; ++q) {
      const auto a = startSearch(shared, from.corpus.query(q), {});
      const auto b = startSearch(from.index, from.corpus.query(q), {});
      CHECK(equal(hitsOf(*a), hitsOf(*b)));
    }
    CHECK(fileOf(joinedClusters(index).value()) == fileOf(whole));
  }
}

TEST_CASE("clusters: what is not at hand is not found, and a search over more begins with what it knows") {
  const Clustered& from = clusteredIndex();
  const CutIndex cut = cutOf(from.index);
  for (NodeId q = 0; q < 20; ++q) {
    const auto query = from.corpus.query(q);
    const auto near =
        nearestClusters(from.index.clusters, Metric::kInnerProduct, kDimension, query, 6).value();
    auto index = std::make_shared<Index>(partly(cut, std::span(near).first(2)));
    std::set<NodeId> asked;
    const auto first = run(*index, from, query, {}, &asked);
    for (const Hit& hit : hitsOf(*first)) {
      const uint32_t c = clusterOf(from.index.clusters, hit.id);
      CHECK((c == near[0] || c == near[1]));
    }
    const auto held = startSearch(index, query, {});
    for (size_t i = 2; i < near.size(); ++i) {
      REQUIRE(supplyCluster(*index, near[i], cut.blocks[near[i]]).ok());
    }
    // It goes on over what it began with.
    const std::vector<NodeId> came{from.index.clusters.starts[near[5]]};
    CHECK(held->exclude(came).ok());
    while (!held->done()) {
      std::vector<float> rows;
      for (const NodeId id : held->wants()) {
        CHECK(asked.count(id) == 1);
        const auto row = std::span(from.rows).subspan(size_t{id} * kDimension, kDimension);
        rows.insert(rows.end(), row.begin(), row.end());
      }
      REQUIRE(held->supply(rows).ok());
    }
    CHECK(equal(hitsOf(*held), hitsOf(*first)));
  }
}

TEST_CASE(
    "clusters: parameters that speak of nodes elsewhere are of no effect, and of nodes that there are not "
    "refused") {
  const Clustered& from = clusteredIndex();
  const CutIndex cut = cutOf(from.index);
  const std::vector<uint32_t> one{3};
  const Index index = partly(cut, one);
  const NodeId elsewhere = from.index.clusters.starts[5];
  const auto query = from.corpus.query(0);
  SearchParams params{.bonuses = {{.distance = 1, .id = elsewhere}}};
  const auto search = startSearch(sharedIndex(index), query, params);
  CHECK(search->exclude(std::vector<NodeId>{elsewhere}).ok());
  CHECK(search->exclude(std::vector<NodeId>{kNodes}).code() == ErrorCode::kInvalidArgument);
  const std::vector<NodeId> wanted(search->wants().begin(), search->wants().end());
  REQUIRE(!wanted.empty());
  CHECK(search->exclude(std::vector<NodeId>{wanted[0]}).ok());
  CHECK(std::count(search->wants().begin(), search->wants().end(), wanted[0]) == 0);
  for (const Hit& hit : hitsOf(*search)) CHECK(hit.id != wanted[0]);
  SearchParams none{.allowed = allowedOf(kNodes, [&](NodeId id) { return id == elsewhere; })};
  const auto nothing = startSearch(sharedIndex(index), query, none);
  CHECK(nothing->done());
  CHECK(hitsOf(*nothing).empty());
  CHECK(run(cut.index, from, query, {})->stats().ended == Ended::kExhausted);
  const auto refused = [&](const SearchParams& bad) {
    return Search::create(sharedIndex(index), query, bad).status().code() == ErrorCode::kInvalidArgument;
  };
  CHECK(refused({.strategy = Strategy::kWalk}));
  CHECK(reconstructedMean(index, std::vector<NodeId>{elsewhere}).status().code() ==
        ErrorCode::kInvalidArgument);
}

TEST_CASE(
    "clusters: grown and compacted, the index finds old and new, and says if it cannot be cut any more") {
  const Clustered& from = clusteredIndex();

  const std::span<const float> rows = rowsOf(from.corpus.queries, 0, 20);
  Result<Index> grown = extended(from.index, rows);
  REQUIRE(grown.ok());
  CHECK(grown.value().clusters.starts == from.index.clusters.starts);
  CHECK(opened(fileOf(grown.value())).clusters.starts == from.index.clusters.starts);
  CHECK(cutIntoClusters(grown.value()).status().code() == ErrorCode::kInvalidArgument);
  // New nodes are linked to their like, whatever cluster those are in.
  std::set<uint32_t> met;
  for (NodeId v = kNodes; v < grown.value().size(); ++v) {
    for (const NodeId u : grown.value().graph.neighbors(v)) {
      if (u < kNodes) met.insert(clusterOf(from.index.clusters, u));
    }
  }
  CHECK(met.size() >= 3);

  std::vector<NodeId> gone;
  for (NodeId v = 0; v < kNodes; ++v) {
    if (v % 5 == 0 || v < from.index.clusters.starts[1]) gone.push_back(v);
  }
  const Index removed = without(from.index, gone).value();
  CHECK(cutIntoClusters(removed).status().code() == ErrorCode::kInvalidArgument);
  const Result<Compacted> less = compacted(removed);
  REQUIRE(less.ok());
  const Clusters& clusters = less.value().index.clusters;
  CHECK(clusters.size(0) == 0);
  CHECK(clusters.starts.back() == less.value().index.size());
  const CutIndex cut = cutOf(less.value().index);
  const Index back = partly(cut, allClusters(cut.index));
  CHECK(fileOf(joinedClusters(back).value()) == fileOf(less.value().index));

  const CutIndex whole = cutOf(from.index);
  CHECK(cutIntoClusters(whole.index).status().code() == ErrorCode::kInvalidArgument);
  CHECK(extended(whole.index, rows).status().code() == ErrorCode::kInvalidArgument);
  CHECK(without(whole.index, gone).status().code() == ErrorCode::kInvalidArgument);
  CHECK(compacted(whole.index).status().code() == ErrorCode::kInvalidArgument);
  CHECK(sizeReport(whole.index).status().code() == ErrorCode::kInvalidArgument);
  CHECK(joinedClusters(whole.index).status().code() == ErrorCode::kInvalidArgument);
  CHECK(joinedClusters(from.index).status().code() == ErrorCode::kInvalidArgument);
}
