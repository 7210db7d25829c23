// Sets of numbers below a bound, whose count is known, as bits: binary interpolative coding (Moffat, Stuiver
// 2000). The middle number comes first, in as many bits as the range has that is left for it, then those on
// both sides. Clusters take few bits, a range that is full takes none, and no code stands for anything that
// is not such a set. See WORD in docs/format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "words/bit_stream.h"

namespace leann {

/// `numbers`: ascending, each once, below `bound`. O(numbers).
void writeSet(BitWriter& out, std::span<const uint32_t> numbers, uint32_t bound);

/// Replaces `numbers`. `count`: at most `bound`. Whatever the bits are, the numbers ascend and are below
/// `bound`. O(count).
void readSet(BitReader& in, uint32_t count, uint32_t bound, std::vector<uint32_t>& numbers);

/// A number from 1 by Elias's gamma code: as many zeros as there are bits below its highest, a one, those
/// bits.
void writeGamma(BitWriter& out, uint32_t number);
/// 0 for what is no code.
uint32_t readGamma(BitReader& in);

}  // namespace leann
