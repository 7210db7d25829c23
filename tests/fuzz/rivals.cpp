#include "rivals.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#ifdef LEANN_HNSWLIB
#include <hnswlib/hnswlib.h>
#endif
#ifdef LEANN_USEARCH
#include <usearch/index_dense.hpp>
#endif

namespace leann::fuzz {
namespace {

constexpr size_t kLinks = 16, kCandidates = 128;
constexpr size_t kQueries = 6, kHits = 10;

// They read and write files by name; this one is in memory.
class MemoryFile {
 public:
  MemoryFile()
      : descriptor_(memfd_create("index", 0)), name_("/proc/self/fd/" + std::to_string(descriptor_)) {}
  explicit MemoryFile(const Bytes& bytes) : MemoryFile() {
    std::ofstream(name_, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  const std::string& name() const { return name_; }
  Bytes bytes() const {
    std::ifstream in(name_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

 private:
  int descriptor_;
  std::string name_;
};

const float* queryOf(const Rows& rows, size_t q) { return rows.row(q * rows.count() / kQueries); }

#ifdef LEANN_HNSWLIB
Bytes buildHnswlib(const Rows& rows) {
  hnswlib::InnerProductSpace space(rows.dimension);
  hnswlib::HierarchicalNSW<float> index(&space, rows.count(), kLinks, kCandidates);
  for (size_t i = 0; i < rows.count(); ++i) index.addPoint(rows.row(i), i);
  const MemoryFile file;
  index.saveIndex(file.name());
  return file.bytes();
}

std::optional<std::string> hnswlibHits(const Bytes& bytes, const Rows& rows) {
  const MemoryFile file(bytes);
  try {
    hnswlib::InnerProductSpace space(rows.dimension);
    hnswlib::HierarchicalNSW<float> index(&space, file.name());
    std::string hits;
    for (size_t q = 0; q < kQueries; ++q) {
      auto queue = index.searchKnn(queryOf(rows, q), kHits);
      for (; !queue.empty(); queue.pop()) hits += std::to_string(queue.top().second) + ' ';
    }
    return hits;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}
#endif

#ifdef LEANN_USEARCH
using unum::usearch::index_dense_t;

Bytes buildUsearch(const Rows& rows) {
  const unum::usearch::metric_punned_t metric(rows.dimension, unum::usearch::metric_kind_t::ip_k,
                                              unum::usearch::scalar_kind_t::f32_k);
  index_dense_t index = index_dense_t::make(metric, {kLinks, kCandidates});
  index.reserve(rows.count());
  for (size_t i = 0; i < rows.count(); ++i) index.add(i, rows.row(i));
  const MemoryFile file;
  if (!index.save(file.name().c_str())) std::abort();
  return file.bytes();
}

std::optional<std::string> usearchHits(const Bytes& bytes, const Rows& rows) {
  const MemoryFile file(bytes);
  try {
    index_dense_t index;
    if (auto loaded = index.load(file.name().c_str()); !loaded) {
      loaded.error.release();
      return std::nullopt;
    }
    // What an application can see of a file that is of other vectors than its own.
    if (index.dimensions() != rows.dimension) return std::nullopt;
    std::string hits;
    for (size_t q = 0; q < kQueries; ++q) {
      auto found = index.search(queryOf(rows, q), kHits);
      if (!found) {
        found.error.release();
        return std::nullopt;
      }
      for (size_t i = 0; i < found.size(); ++i) hits += std::to_string(found[i].member.key) + ' ';
    }
    return hits;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}
#endif

}  // namespace

std::vector<Rival> rivals() {
  return {
#ifdef LEANN_HNSWLIB
      {"hnswlib", buildHnswlib, hnswlibHits},
#endif
#ifdef LEANN_USEARCH
      {"usearch", buildUsearch, usearchHits},
#endif
  };
}

}  // namespace leann::fuzz
