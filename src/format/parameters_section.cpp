#include "format/parameters_section.h"

#include "format/container.h"

namespace leann {

void writeParameters(const Index& index, ByteWriter& out) {
  const BuildParams& p = index.params;
  out.u32(index.wholeSize());
  out.u32(index.dimension());
  for (const uint32_t value :
       {static_cast<uint32_t>(p.metric), static_cast<uint32_t>(p.pruning), p.bits,
        static_cast<uint32_t>(*p.rotation), static_cast<uint32_t>(*p.prediction), *p.lengthBits,
        static_cast<uint32_t>(p.preset), static_cast<uint32_t>(p.numbering)}) {
    out.u8(static_cast<uint8_t>(value));
  }
  for (const uint32_t value : {p.M, p.efConstruction, p.hubLinks, p.links, p.rows, p.subspaces})
    out.u32(value);
  out.f64(p.hubFraction);
  out.f64(p.bytesPerPassage);
  out.u64(p.seed);
}

Result<Parameters> readParameters(std::span<const uint8_t> bytes) {
  if (bytes.size() != kParametersSize) return corruptFile("its parameters have the wrong length");
  ByteReader in(bytes);
  Parameters result{};
  BuildParams& p = result.build;
  result.nodes = in.u32();
  result.dimension = in.u32();
  p.metric = static_cast<Metric>(in.u8());
  p.pruning = static_cast<Pruning>(in.u8());
  p.bits = in.u8();
  p.rotation = static_cast<RotationKind>(in.u8());
  p.prediction = static_cast<Prediction>(in.u8());
  p.lengthBits = in.u8();
  p.preset = static_cast<Preset>(in.u8());
  p.numbering = static_cast<Numbering>(in.u8());
  for (uint32_t* value : {&p.M, &p.efConstruction, &p.hubLinks, &p.links, &p.rows, &p.subspaces}) {
    *value = in.u32();
  }
  p.hubFraction = in.f64();
  p.bytesPerPassage = in.f64();
  p.seed = in.u64();
  if (result.nodes == 0) return corruptFile("it says that it holds nothing");
  BuildParams asked = p;
  if (p.bytesPerPassage > 0) asked.subspaces = 0;  // it decided them
  if (const Status status = checkBuildParams(result.dimension, asked); !status.ok()) {
    return corruptFile("a build parameter is out of its range");
  }
  if (p.bits == 0 || p.rows == 0 || p.subspaces == 0 || p.subspaces > p.rows) {
    return corruptFile("its codes have an impossible shape");
  }
  return result;
}

}  // namespace leann
