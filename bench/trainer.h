// Quantizers that belong to no index: trained on one corpus, to code others.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "code/training.h"
#include "dataset.h"
#include "index/index.h"

namespace leann::bench {

/// Passages from the 20,001st on, in pieces of 10,000: at most two.
std::vector<Dataset> trainingPieces(const Dataset& data);

/// `index` coded anew behind a quantizer that is not its own, but for the mean, of which a byte a component
/// is kept. `vectors`: of its nodes.
Index behind(const Quantizer& quantizer, const Index& index, const VectorTable& vectors,
             const BuildParams& params);

/// The mean of an index as such an index keeps it: a byte a component, and a scale.
std::vector<float> roundedMean(const Index& index);
inline constexpr double kMeanBytes = kDimension + 4;

/// Trains 8-bit quantizers behind a learned rotation of `kRows` rows, on pieces with a graph each: in a large
/// graph the neighbours of a passage are nearer than small indexes have them.
class Trainer {
 public:
  static constexpr uint32_t kRows = 256;
  static constexpr uint32_t kBits = 8;

  Trainer(std::vector<Dataset> pieces, Prediction prediction);

  /// For codes of so many bytes; its mean is that of the corpus. Trained once.
  const Quantizer& quantizer(uint32_t codeBytes);

  /// The rotation alone, for so many subspaces.
  Rotation rotation(uint32_t subspaces) const {
    return Rotation::learn(sample_.differences, kDimension, kRows, subspaces);
  }

 private:
  Sample sample_;
  std::map<uint32_t, Quantizer> trained_;
};

}  // namespace leann::bench
