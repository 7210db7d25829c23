// Products are made in tiles: up to six rows of the left matrix by eight columns of the right one.
#pragma once

#include <cstdint>
#include <type_traits>

namespace leann {

/// 6 x 2 sums of four lanes, and what is read for them, just fit the 16 registers of x86.
constexpr uint32_t kTileRows = 6;
constexpr uint32_t kTileColumns = 8;

/// The distance of rows of so many floats that are read side by side, an odd number of lines of the
/// processor's cache: of rows that are a power of two apart, few stay in it.
constexpr uint32_t unevenly(uint32_t width) {
  constexpr uint32_t kLine = 16;
  return (width / kLine | 1) * kLine;
}

/// Rows cut into panels of nearly the same height, each laid out as one tile's left side.
class Panels {
 public:
  explicit Panels(uint32_t rows)
      : count_((rows + kTileRows - 1) / kTileRows), least_(rows / count_), larger_(rows % count_) {}

  uint32_t count() const { return count_; }
  uint32_t heightOf(uint32_t panel) const { return least_ + (panel < larger_ ? 1 : 0); }

 private:
  uint32_t count_;
  uint32_t least_;
  uint32_t larger_;
};

template <uint32_t Rows>
using RowCount = std::integral_constant<uint32_t, Rows>;

/// Calls `act` with the number of rows as a type, 1 ... 6: loops over it can be unrolled.
template <typename Act>
[[gnu::always_inline]] inline void withRows(uint32_t rows, Act act) {
  switch (rows) {
    case 1:
      return act(RowCount<1>{});
    case 2:
      return act(RowCount<2>{});
    case 3:
      return act(RowCount<3>{});
    case 4:
      return act(RowCount<4>{});
    case 5:
      return act(RowCount<5>{});
    default:
      return act(RowCount<6>{});
  }
}

}  // namespace leann
