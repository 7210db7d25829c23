// A search as JavaScript sees it.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "search/search.h"

namespace leann {

class SearchHandle {
 public:
  explicit SearchHandle(std::unique_ptr<Search> search) : search_(std::move(search)) {}

  bool done() const { return search_->done(); }
  void stop() { search_->stop(); }
  emscripten::val wants() const;
  emscripten::val supply(const emscripten::val& vectors);
  emscripten::val exclude(const emscripten::val& nodes);
  emscripten::val hits(uint32_t count) const;
  emscripten::val stats() const;

 private:
  std::unique_ptr<Search> search_;
};

}  // namespace leann
