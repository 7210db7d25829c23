// The operator new of a test program: it counts what is held, and fails where a test says so. A program that
// is linked with allocator.cpp allocates through it.
#pragma once

#include <cstdint>

namespace leann::testing {

struct Allocator {
  bool armed = false;
  bool forGood = false;   // armed: fail from then on, else once
  uint64_t left = 0;      // armed: allocations that still succeed
  uint64_t failures = 0;  // since it was armed
  int64_t live = 0;       // blocks held
  int64_t bytes = 0;      // held, as malloc counts them
  int64_t most = 0;       // the most bytes held since a PeakMemory began
};

extern Allocator allocator;

/// Memory is short from its k-th allocation on, while this lives.
class Shortage {
 public:
  Shortage(uint64_t k, bool forGood) {
    allocator.armed = true;
    allocator.forGood = forGood;
    allocator.left = k;
    allocator.failures = 0;
  }
  ~Shortage() { allocator.armed = false; }
  Shortage(const Shortage&) = delete;
  Shortage& operator=(const Shortage&) = delete;
};

/// The most bytes held at a time since this began, beyond those held then. One at a time.
class PeakMemory {
 public:
  PeakMemory() : before_(allocator.bytes) { allocator.most = before_; }
  uint64_t bytes() const { return static_cast<uint64_t>(allocator.most - before_); }

 private:
  int64_t before_;
};

}  // namespace leann::testing
