// Runs something again and again, with memory running out at each allocation in turn.
#pragma once

#include <doctest/doctest.h>

#include "allocator.h"
#include "base/status.h"

namespace leann::testing {

/// Runs `attempt` (which returns its ErrorCode) with memory failing at the first, second, … allocation, until
/// it meets no failure any more.
template <typename Attempt>
void failEverywhere(Attempt attempt) {
  for (const bool forGood : {false, true}) {
    CAPTURE(forGood);
    uint64_t k = 0;
    for (;; ++k) {
      const int64_t before = allocator.live;
      ErrorCode code = ErrorCode::kOk;
      bool escaped = false;
      uint64_t failures = 0;
      {
        const Shortage shortage(k, forGood);
        try {
          code = attempt();
        } catch (...) {
          escaped = true;
        }
        failures = allocator.failures;
      }
      if (escaped) FAIL("an exception crossed the API at allocation " << k);
      if (allocator.live != before) FAIL((allocator.live - before) << " blocks leaked at allocation " << k);
      if (failures == 0) {
        REQUIRE(code == ErrorCode::kOk);
        break;
      }
      // A failed scratch buffer may be done without; then the result must be complete.
      if (code != ErrorCode::kOutOfMemory && code != ErrorCode::kOk) FAIL("code " << errorName(code));
    }
    CHECK(k > 3);
  }
}

}  // namespace leann::testing
