#include "allocator.h"

#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <new>

namespace leann::testing {

Allocator allocator;

namespace {

void* allocate(size_t size) {
  if (allocator.armed) {
    if (allocator.left == 0) {
      ++allocator.failures;
      if (!allocator.forGood) allocator.left = std::numeric_limits<uint64_t>::max();
      return nullptr;
    }
    --allocator.left;
  }
  void* memory = std::malloc(size > 0 ? size : 1);
  if (memory == nullptr) return nullptr;
  ++allocator.live;
  allocator.bytes += static_cast<int64_t>(malloc_usable_size(memory));
  allocator.most = std::max(allocator.most, allocator.bytes);
  return memory;
}

// Not inlined, or GCC sees free() meet operator new and takes it for a mismatch.
[[gnu::noinline]] void release(void* memory) {
  if (memory == nullptr) return;
  --allocator.live;
  allocator.bytes -= static_cast<int64_t>(malloc_usable_size(memory));
  std::free(memory);
}

}  // namespace
}  // namespace leann::testing

using leann::testing::allocate;
using leann::testing::release;

void* operator new(size_t size) {
  if (void* memory = allocate(size)) return memory;
  throw std::bad_alloc();
}
void* operator new[](size_t size) { return operator new(size); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return allocate(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, size_t) noexcept { release(memory); }
void operator delete[](void* memory, size_t) noexcept { release(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { release(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { release(memory); }
