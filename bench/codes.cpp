// Which code: recall@10 of the default search by rotation, bits and subspaces, against the bytes of the whole
// index. Prints a Markdown table. Usage: bench_codes FOLDER [PASSAGES] [QUERIES]
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "dataset.h"
#include "format.h"
#include "index_builder.h"
#include "measure.h"

namespace leann::bench {
namespace {

struct Code {
  RotationKind rotation;
  uint32_t subspaces;
  uint32_t bits;
};

constexpr Code kCodes[] = {
    {RotationKind::kLearned, 32, 4}, {RotationKind::kLearned, 48, 4}, {RotationKind::kLearned, 64, 4},
    {RotationKind::kLearned, 24, 8}, {RotationKind::kLearned, 32, 8}, {RotationKind::kRandom, 48, 4},
    {RotationKind::kRandom, 64, 4},  {RotationKind::kRandom, 76, 4},  {RotationKind::kRandom, 96, 4},
};

Index buildIndex(const Dataset& data) {
  auto builder = std::move(IndexBuilder::create(kDimension, {}).value());
  (void)builder->add(data.vectors);
  while (builder->step(4096).value().phase != BuildPhase::kDone) {
  }
  return std::move(builder->finish().value());
}

void run(const std::string& folder, uint32_t passages, uint32_t queries) {
  const Dataset data = firstPassages(readDataset(folder), passages);
  const Index built = buildIndex(data);
  const VectorTable vectors = data.table();
  std::printf("N = %u, %u odd queries.\n\n", data.size(), std::min(queries, data.queryCount() / 2));
  std::printf(
      "| rotation | code | bytes a passage: code | graph | rest | all | recall@10, 32 recomputed | 64 | 96 "
      "|\n");
  std::printf("|---|---|---|---|---|---|---|---|---|\n");
  for (const Code& code : kCodes) {
    Index index = built;
    index.params.rotation = code.rotation;
    index.params.subspaces = code.subspaces;
    index.params.bits = code.bits;
    index.quantizer = Quantizer::train(vectors, {code.subspaces, code.bits, code.rotation, 1});
    index.codes = index.quantizer.encode(vectors);
    const auto bytes = encodeIndex(index);
    const auto report = sizeReport(bytes.value());
    const SizeReport& size = report.value();
    const auto aPassage = [&](size_t part) { return static_cast<double>(part) / data.size(); };
    std::printf("| %s | %u x %u bit | %.1f | %.1f | %.1f | %.1f |",
                code.rotation == RotationKind::kLearned ? "learned" : "random", code.subspaces, code.bits,
                aPassage(size.codes), aPassage(size.graph), aPassage(size.quantizer + size.rest),
                aPassage(size.total));
    const auto shared = std::make_shared<const Index>(std::move(index));
    for (const uint32_t ef : {32, 64, 96}) {
      SearchParams params;
      params.ef = ef;
      std::printf(" %.3f |", measure(data, shared, params, queries).recall);
    }
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_codes FOLDER [PASSAGES] [QUERIES]\n");
    return 2;
  }
  const auto number = [&](int i, uint32_t fallback) {
    return argc > i ? static_cast<uint32_t>(std::strtoul(argv[i], nullptr, 10)) : fallback;
  };
  leann::bench::run(argv[1], number(2, 10000), number(3, 1000));
  return 0;
}
