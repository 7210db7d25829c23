// An index of hnswlib, to compare with: built by one thread, with inner products.
#pragma once

#include <hnswlib/hnswlib.h>

#include <vector>

#include "dataset.h"
#include "graph/graph.h"
#include "vector/distance.h"

namespace leann::bench {

#ifdef __EMSCRIPTEN__
// hnswlib has no SIMD for WebAssembly, so it is lent ours: its own scalar loop would be no match.
class InnerProduct : public hnswlib::SpaceInterface<float> {
 public:
  explicit InnerProduct(size_t dimension) : dimension_(dimension) {}
  size_t get_data_size() override { return dimension_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override {
    return [](const void* a, const void* b, const void* dimension) {
      return 1 - dot(static_cast<const float*>(a), static_cast<const float*>(b),
                     *static_cast<const size_t*>(dimension));
    };
  }
  void* get_dist_func_param() override { return &dimension_; }

 private:
  size_t dimension_;
};
#else
using InnerProduct = hnswlib::InnerProductSpace;
#endif

class HnswlibIndex {
 public:
  HnswlibIndex(const Dataset& data, uint32_t M, uint32_t efConstruction)
      : index_(&space_, data.size(), M, efConstruction) {
    for (NodeId id = 0; id < data.size(); ++id) index_.addPoint(data.row(id), id);
  }

  size_t vectorBytes() const { return index_.cur_element_count * index_.data_size_; }

  /// What saveIndex writes, but for a header of a hundred bytes.
  uint64_t fileBytes() const {
    uint64_t bytes = 0;
    for (size_t i = 0; i < index_.cur_element_count; ++i) {
      const auto levels = static_cast<uint64_t>(index_.element_levels_[i]);
      bytes += index_.size_data_per_element_ + sizeof(unsigned int) + levels * index_.size_links_per_element_;
    }
    return bytes;
  }

  Graph level0() {
    std::vector<std::vector<NodeId>> lists(index_.cur_element_count);  // internal ids are labels
    for (NodeId id = 0; id < lists.size(); ++id) {
      unsigned int* list = index_.get_linklist0(id);
      lists[id].assign(list + 1, list + 1 + index_.getListCount(list));
    }
    return makeGraph(lists);
  }

  /// The kTop nearest, in no order.
  std::vector<NodeId> search(const float* query, uint32_t ef) {
    index_.setEf(ef);
    auto queue = index_.searchKnn(query, kTop);
    std::vector<NodeId> ids;
    for (; !queue.empty(); queue.pop()) ids.push_back(static_cast<NodeId>(queue.top().second));
    return ids;
  }

 private:
  InnerProduct space_{kDimension};
  hnswlib::HierarchicalNSW<float> index_;
};

}  // namespace leann::bench
