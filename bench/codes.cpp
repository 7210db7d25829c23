// Which code at which size: rotation and bits, as long as the preset has them and for equal bytes. Prints
// Markdown tables. Usage: bench_codes FOLDER [PASSAGES]
#include <string>

#include "arguments.h"
#include "dataset.h"
#include "indexes.h"
#include "measure.h"
#include "search/search.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {500, 1000, 1400, 2000, 5000, 10000, 20000, 60000};

// So that the chosen code is not a fraction of a byte too long for its own size.
constexpr double kRounding = 1e-6;

// Rotation and bits at growing sizes: what the package would make of them, and with as many bytes as its own
// choice takes.
class Codes {
 public:
  void addSize(Dataset data) {
    const Index chosen = buildIndex(data, {});
    const VectorTable vectors = data.table();
    const double bytes = bytesAPassage(chosen);
    std::vector<std::string> cells = {std::to_string(data.size()), nameOf(chosen.params)};
    std::vector<std::string> equal = {cells[0], cells[1], fixed(bytes, 1)};
    for (const RotationKind rotation : {RotationKind::kLearned, RotationKind::kRandom}) {
      for (const uint32_t bits : {4U, 8U}) {
        BuildParams params{.rotation = rotation, .bits = bits};
        const Shared index = share(indexOver(chosen.graph, vectors, params));
        cells.push_back(fixed(bytesAPassage(*index), 1) + " / " + recallRecomputing(data, index, 64));
        params.bytesPerPassage = bytes + kRounding;
        const Shared affordable = bench::affordable(chosen.graph, vectors, params);
        equal.push_back(affordable ? recallRecomputing(data, affordable, 32) : "–");
      }
    }
    own_.row(cells);
    equal_.row(equal);
  }

  void print() const {
    own_.print();
    equal_.print();
  }

 private:
  static std::string nameOf(const BuildParams& params) {
    return (params.rotation == RotationKind::kLearned ? "learned, " : "random, ") +
           std::to_string(params.bits) + " bit";
  }

  Table own_{
      "Which code by size: bytes a passage / recall@10 with 64 recomputed, codes as long as balanced "
      "has them",
      {"N", "chosen", "learned, 4 bit", "learned, 8 bit", "random, 4 bit", "random, 8 bit"}};
  Table equal_{
      "The same: recall@10 with 32 recomputed, codes for as many bytes in all as the chosen one takes",
      {"N", "chosen", "bytes a passage", "learned, 4 bit", "learned, 8 bit", "random, 4 bit",
       "random, 8 bit"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_codes FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  Codes codes;
  for (const uint32_t passages : arguments.sizes(kSizes)) codes.addSize(firstPassages(data, passages));
  codes.print();
  return 0;
}
