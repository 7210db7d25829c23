// One quantizer for all indexes of a model, published with it, against one for each index: indexes of one
// corpus behind rotation and codebooks that were trained on another, and the other way round. Prints Markdown
// tables. Usage: bench_model_codes FOLDER OTHER_FOLDER [PASSAGES]
#include <iterator>
#include <string>

#include "arguments.h"
#include "code/training.h"
#include "dataset.h"
#include "indexes.h"
#include "measure.h"
#include "table.h"
#include "trainer.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {500, 2000, 5000, 10000};
constexpr uint32_t kRecomputes[] = {16, 32, 64};
constexpr uint32_t kCodeBytes[] = {20, 24, 28, 32, 36, 40, 44};
constexpr uint32_t kSameBytes = 28;  // of codes, where their length is not what is compared

// Recall with 16, 32 and 64 recomputed, and bytes a passage.
struct Measured {
  double bytes = 0;
  double recall[std::size(kRecomputes)] = {};
};

Measured measured(const Dataset& data, const Shared& index, double bytes) {
  Measured result{.bytes = bytes};
  for (size_t i = 0; i < std::size(kRecomputes); ++i) {
    result.recall[i] = measureRecomputing(data, index, kRecomputes[i]).recall;
  }
  return result;
}

std::vector<std::string> cellsOf(const Measured& point) {
  std::vector<std::string> cells;
  for (const double recall : point.recall) cells.push_back(fixed(recall, 3));
  return cells;
}

// On straight lines between codes of the lengths that were tried.
Measured atBytes(const std::vector<Measured>& curve, double bytes) {
  size_t i = 1;
  while (i + 1 < curve.size() && curve[i].bytes < bytes) ++i;
  const Measured &a = curve[i - 1], &b = curve[i];
  const double share = (bytes - a.bytes) / (b.bytes - a.bytes);
  Measured result{.bytes = bytes};
  for (size_t r = 0; r < std::size(kRecomputes); ++r) {
    result.recall[r] = a.recall[r] + share * (b.recall[r] - a.recall[r]);
  }
  return result;
}

// Negative if no length that was tried suffices.
double bytesFor(const std::vector<Measured>& curve, size_t r, double recall) {
  for (size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].recall[r] < recall) continue;
    if (i == 0) return curve[0].bytes;
    const Measured &a = curve[i - 1], &b = curve[i];
    return a.bytes + (recall - a.recall[r]) / (b.recall[r] - a.recall[r]) * (b.bytes - a.bytes);
  }
  return -1;
}

// The first passages of a corpus, indexed as the package does it and coded in other ways.
class Coded {
 public:
  Coded(const Dataset& all, uint32_t passages)
      : data_(firstPassages(all, passages)),
        chosen_(share(buildIndex(data_, {}))),
        vectors_(data_.table()),
        sample_(drawSample(vectors_, chosen_->graph, Prediction::kNeighbors, 4, 1)) {}

  const Dataset& data() const { return data_; }
  const BuildParams& params() const { return chosen_->params; }

  Measured chosen() const { return measured(data_, chosen_, bytesAPassage(*chosen_)); }

  /// Behind a random rotation, for so many bytes.
  Measured random(double bytes) const {
    constexpr double kRounding = 1e-6;
    const BuildParams params{.bytesPerPassage = bytes + kRounding, .rotation = RotationKind::kRandom};
    return measured(data_, affordable(chosen_->graph, vectors_, params), bytes);
  }

  /// Behind rotation and codebooks from elsewhere, with codes of all lengths.
  std::vector<Measured> behind(Trainer& trainer) const {
    std::vector<Measured> curve;
    for (const uint32_t codeBytes : kCodeBytes) {
      const Shared index = coded(trainer.quantizer(codeBytes), chosen_->params);
      curve.push_back(measured(data_, index, bytesBehind(*index)));
    }
    return curve;
  }

  /// Behind a rotation from elsewhere, with 4-bit codebooks of its own.
  std::vector<Measured> behindRotation(Trainer& trainer) const {
    std::vector<Measured> curve;
    for (const uint32_t codeBytes : kCodeBytes) {
      const QuantizerParams params{.subspaces = 2 * codeBytes, .bits = 4};
      Rotation rotation = trainer.rotation(params.subspaces);
      const Shared index =
          coded(Quantizer::train(roundedMean(*chosen_), std::move(rotation), sample_.differences, params),
                chosen_->params);
      const auto books = static_cast<double>(index->quantizer.codebooks().size() + 4 * params.subspaces);
      curve.push_back(measured(data_, index, bytesBehind(*index) + books / index->size()));
    }
    return curve;
  }

  /// Recall with 32 recomputed, behind rotation and codebooks from elsewhere.
  std::string recall(const Quantizer& quantizer, const BuildParams& params) const {
    return recallRecomputing(data_, coded(quantizer, params), 32);
  }
  /// The same with those of the index itself, trained alike.
  std::string ownRecall(BuildParams params) const {
    params.rotation = RotationKind::kLearned;
    params.rows = Trainer::kRows;
    params.subspaces = kSameBytes;
    params.bits = Trainer::kBits;
    return recallRecomputing(data_, share(indexOver(chosen_->graph, vectors_, params)), 32);
  }

 private:
  static double bytesBehind(const Index& index) {
    const SizeReport sizes = sizeOf(index);
    return (static_cast<double>(sizes.total - sizes.quantizer) + kMeanBytes) / index.size();
  }

  Shared coded(const Quantizer& quantizer, const BuildParams& params) const {
    return share(bench::behind(quantizer, *chosen_, vectors_, params));
  }

  Dataset data_;
  Shared chosen_;
  VectorTable vectors_;
  Sample sample_;
};

// Passages, and what was trained on them, with prediction and without.
struct Corpus {
  explicit Corpus(const std::string& folder)
      : data(readDataset(folder)),
        predicted(trainingPieces(data), Prediction::kNeighbors),
        plain(trainingPieces(data), Prediction::kNone) {}
  Trainer& with(Prediction prediction) { return prediction == Prediction::kNone ? plain : predicted; }

  Dataset data;
  Trainer predicted, plain;
};

// Indexes of one corpus behind quantizers of another, and of the same one.
class Comparison {
 public:
  Comparison(Corpus& corpus, Corpus& other, const std::string& title)
      : corpus_(corpus),
        other_(other),
        equal_("For as many bytes in all: recall@10, " + title,
               {"N", "rotation and codebooks", "bytes a passage", "16 recomputed", "32", "64"}),
        saved_("Bytes a passage for the recall@10 of the chosen code with 32 recomputed, " + title,
               {"N", "chosen", "recall@10", "the model's, another corpus", "the model's, the same corpus"}),
        ideas_("Codes of 28 bytes, recall@10 with 32 recomputed, " + title,
               {"N", "", "trained on the index", "on another corpus", "on the same corpus"}) {}

  void addSize(uint32_t passages) {
    const Coded coded(corpus_.data, passages);
    const Measured chosen = coded.chosen();
    const std::vector<Measured> far = coded.behind(other_.predicted), near = coded.behind(corpus_.predicted);
    const std::string n = std::to_string(passages);
    const auto addEqual = [&](const char* name, const Measured& point) {
      equal_.row(joined({n, name, fixed(chosen.bytes, 1)}, cellsOf(point)));
    };
    addEqual("of the index, as chosen", chosen);
    addEqual("of the index, random rotation", coded.random(chosen.bytes));
    addEqual("the model's rotation, codebooks of the index",
             atBytes(coded.behindRotation(other_.predicted), chosen.bytes));
    addEqual("the model's, another corpus", atBytes(far, chosen.bytes));
    addEqual("the model's, the same corpus", atBytes(near, chosen.bytes));
    saved_.row({n, fixed(chosen.bytes, 1), fixed(chosen.recall[1], 3),
                fixed(bytesFor(far, 1, chosen.recall[1]), 1), fixed(bytesFor(near, 1, chosen.recall[1]), 1)});
    for (const Prediction prediction : {Prediction::kNeighbors, Prediction::kNone}) {
      for (const uint32_t lengthBits : {4U, 0U}) addIdea(coded, n, prediction, lengthBits);
    }
  }

  void print() const {
    for (const Table* table : {&equal_, &saved_, &ideas_}) table->print();
  }

 private:
  void addIdea(const Coded& coded, const std::string& n, Prediction prediction, uint32_t lengthBits) {
    BuildParams params = coded.params();
    params.prediction = prediction;
    params.lengthBits = lengthBits;
    const std::string name = std::string(prediction == Prediction::kNone ? "no prediction" : "prediction") +
                             (lengthBits == 0 ? ", no lengths" : ", lengths");
    ideas_.row({n, name, coded.ownRecall(params),
                coded.recall(other_.with(prediction).quantizer(kSameBytes), params),
                coded.recall(corpus_.with(prediction).quantizer(kSameBytes), params)});
  }

  Corpus& corpus_;
  Corpus& other_;
  Table equal_, saved_, ideas_;
};

void compare(Corpus& corpus, Corpus& other, const std::string& title, std::span<const uint32_t> sizes) {
  Comparison comparison(corpus, other, title);
  for (const uint32_t passages : sizes) comparison.addSize(passages);
  comparison.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_model_codes FOLDER OTHER_FOLDER [PASSAGES]");
  Corpus corpus(arguments.folder());
  Corpus other(arguments.text(2));
  const std::vector<uint32_t> sizes = arguments.sizes(kSizes, 3);
  compare(corpus, other, "passages of FOLDER", sizes);
  compare(other, corpus, "passages of OTHER_FOLDER", sizes);
  return 0;
}
