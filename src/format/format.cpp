#include "format/format.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "format/cached_section.h"
#include "format/calibration_section.h"
#include "format/clusters_section.h"
#include "format/codes_section.h"
#include "format/cut_section.h"
#include "format/lengths_section.h"
#include "format/origin_section.h"
#include "format/parameters_section.h"
#include "format/quantizer_section.h"
#include "format/removed_section.h"
#include "format/terms_section.h"
#include "format/words_section.h"
#include "graph/graph_codec.h"

namespace leann {
namespace {

// The sections that this build knows; PADD holds zeros.
constexpr std::array<const char*, 14> kKnown = {"ORIG", "PARM", "GRPH", "QNTZ", "CODE", "LENG", "CALI",
                                                "DEAD", "CLUS", "CUTS", "CACH", "WORD", "TERM", "PADD"};

bool isKnown(const SectionName& name) {
  return std::any_of(kKnown.begin(), kKnown.end(),
                     [&](const char* known) { return sectionName(known) == name; });
}

// The bytes of a section; empty if it is not there.
std::span<const uint8_t> contentOf(const Container& file, const char* name) {
  const Section* section = file.find(name);
  return section == nullptr ? std::span<const uint8_t>{} : section->bytes;
}

Status checkSections(const Container& file) {
  const bool cut = file.find("CUTS") != nullptr;
  // The block of an index in one piece holds its quantizer as well.
  const bool inOne = cut && file.find("CLUS") == nullptr;
  std::vector<const char*> needed{"ORIG", "PARM", "CALI"}, elsewhere;
  (inOne ? elsewhere : needed).push_back("QNTZ");
  for (const char* name : {"GRPH", "CODE"}) (cut ? elsewhere : needed).push_back(name);
  if (cut) elsewhere.insert(elsewhere.end(), {"LENG", "DEAD", "CACH"});
  for (const char* name : needed) {
    if (file.find(name) == nullptr) return corruptFile(std::string("section ") + name + " is missing");
  }
  for (const char* name : elsewhere) {
    if (file.find(name) != nullptr) {
      return corruptFile(std::string("section ") + name + " is there, though its nodes are elsewhere");
    }
  }
  for (const Section& section : file.sections) {
    if (section.kind == SectionKind::kRequired && !isKnown(section.name)) {
      return unsupportedFile("it needs section " + std::string(section.name.begin(), section.name.end()) +
                             ", which this build does not know");
    }
    if (section.kind == SectionKind::kAttachment && isKnown(section.name)) {
      return corruptFile("an attachment has the name of another section");
    }
  }
  return {};
}

Result<Container> readFile(std::span<const uint8_t> bytes) {
  Result<Container> file = readContainer(bytes);
  if (!file.ok()) return file.status();
  if (const Status status = checkSections(file.value()); !status.ok()) return status;
  return file;
}

Status checkAttachments(std::span<const Section> attachments) {
  const auto refuse = [](const Section& section, const char* reason) {
    return Status(
        ErrorCode::kInvalidArgument,
        "leann: cannot attach \"" + std::string(section.name.begin(), section.name.end()) + "\": " + reason);
  };
  if (attachments.size() + kKnown.size() > kMostSections) return refuse(attachments[0], "there are too many");
  for (size_t i = 0; i < attachments.size(); ++i) {
    if (isKnown(attachments[i].name)) return refuse(attachments[i], "the index has a section of that name");
    if (!isSectionName(attachments[i].name)) {
      return refuse(attachments[i], "a name has four capital letters or digits");
    }
    for (size_t j = 0; j < i; ++j) {
      if (attachments[i].name == attachments[j].name) return refuse(attachments[i], "it is there twice");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<uint8_t>> encodeIndex(const Index& index, const Origin& origin,
                                         std::span<const Section> attachments) {
  return guarded("encode the index", [&]() -> Result<std::vector<uint8_t>> {
    if (const Status status = checkAttachments(attachments); !status.ok()) return status;
    ByteWriter made, parameters, quantizer, codes, lengths, calibration, removed, clusters, cut, cached,
        words;
    writeOrigin(origin, made);
    writeParameters(index, parameters);
    const std::vector<uint8_t> graph = index.cut ? std::vector<uint8_t>{} : encodeGraph(index.graph);
    const bool inOne = index.cut && index.clusters.empty();
    if (!inOne) writeQuantizer(index.quantizer, quantizer);
    if (!index.cut) {
      writeCodes(index.codes, codes);
      writeLengths(index.lengths, lengths);
    }
    writeCalibration(index.calibration, index.drift, calibration);
    writeRemoved(index.removed, index.size(), removed);
    writeClusters(index.clusters, clusters);
    if (index.cut) writeCut(*index.cut, index.params.lengthBits == 4U, index.lengths, cut);
    if (!index.cut) writeCached(index.cached, cached);
    const char* const wordsName = index.words == nullptr ? "" : writeWordsOrTerms(*index.words, words);

    Container file{.commit = origin.commit, .sections = {}};
    const auto add = [&](const char* name, SectionKind kind, std::span<const uint8_t> bytes) {
      file.sections.push_back({.name = sectionName(name), .kind = kind, .bytes = bytes});
    };
    const auto addIfAny = [&](const char* name, SectionKind kind, std::span<const uint8_t> bytes) {
      if (!bytes.empty()) add(name, kind, bytes);
    };
    add("ORIG", SectionKind::kRequired, made.bytes());
    add("PARM", SectionKind::kRequired, parameters.bytes());
    addIfAny("GRPH", SectionKind::kRequired, graph);
    addIfAny("QNTZ", SectionKind::kRequired, quantizer.bytes());
    addIfAny("CODE", SectionKind::kRequired, codes.bytes());
    addIfAny("LENG", SectionKind::kRequired, lengths.bytes());
    add("CALI", SectionKind::kRequired, calibration.bytes());
    addIfAny("DEAD", SectionKind::kRequired, removed.bytes());
    addIfAny("CLUS", SectionKind::kOptional, clusters.bytes());
    addIfAny("CUTS", SectionKind::kRequired, cut.bytes());
    addIfAny("CACH", SectionKind::kOptional, cached.bytes());
    addIfAny(wordsName, SectionKind::kOptional, words.bytes());
    file.sections.insert(file.sections.end(), attachments.begin(), attachments.end());

    const GraphSize size{.bytes = graph.size(), .edges = index.cut ? 0 : index.graph.edges() / 2};
    const WordsSize wordsSize = index.words == nullptr ? WordsSize{} : sizeOf(*index.words, words.size());
    // The rule of memory of a cut index is that of an index without nodes, and without a quantizer if that is
    // elsewhere, too; words may still break it.
    const uint64_t padding =
        inOne ? paddingFor(wordsSize.memory, words.size())
              : paddingOf(index.params, index.dimension(), index.cut ? 0 : index.size(), size, wordsSize);
    const std::vector<uint8_t> zeros(static_cast<size_t>(padding));
    if (padding > 0) add("PADD", SectionKind::kOptional, zeros);
    return writeContainer(file);
  });
}

Result<Index> decodeIndex(std::span<const uint8_t> bytes) {
  return guarded("open the index", [&]() -> Result<Index> {
    const Result<Container> read = readFile(bytes);
    if (!read.ok()) return read.status();
    const Container& file = read.value();
    const auto content = [&](const char* name) { return contentOf(file, name); };
    if (const Result<Origin> origin = readOrigin(content("ORIG")); !origin.ok()) return origin.status();
    Result<Parameters> parameters = readParameters(content("PARM"));
    if (!parameters.ok()) return parameters.status();
    Parameters& p = parameters.value();
    // Of a cut index nothing is here but what is there once.
    const bool isCut = file.find("CUTS") != nullptr;
    const uint32_t nodesHere = isCut ? 0 : p.nodes;
    Result<Clusters> clusters = readClusters(content("CLUS"), p);
    if (!clusters.ok()) return clusters.status();
    p.build.clusters = clusters.value().count();
    if (content("CODE").size() != codesSize(p.build, nodesHere))
      return corruptFile("its codes have the wrong length");
    // Before anything large is made: whether the file is long enough for it. Saved vectors make room for no
    // more than themselves.
    const uint64_t room = memoryFor(bytes.size() - content("CACH").size());
    const bool inOne = isCut && clusters.value().empty();
    const uint64_t withoutEdges = inOne ? 0 : memoryOf(p.build, p.dimension, nodesHere, 0);
    if (withoutEdges > room) return corruptFile("it is too short for the memory that it would take");
    Result<Quantizer> quantizer = inOne ? Quantizer::none(p.dimension, p.build.subspaces, p.build.bits)
                                        : readQuantizer(content("QNTZ"), p);
    if (!quantizer.ok()) return quantizer.status();
    Result<Lengths> lengths = isCut ? Lengths() : readLengths(content("LENG"), p);
    if (!lengths.ok()) return lengths.status();
    std::optional<Cut> cut;
    if (isCut) {
      Result<CutNodes> nodes = readCut(content("CUTS"), p, clusters.value());
      if (!nodes.ok()) return nodes.status();
      cut = std::move(nodes.value().cut);
      lengths = std::move(nodes.value().lengths);
    }
    Result<Calibrated> calibration = readCalibration(content("CALI"), p.nodes);
    if (!calibration.ok()) return calibration.status();
    Result<CachedVectors> cached = readCached(content("CACH"), isCut ? Parameters{} : p);
    if (!cached.ok()) return cached.status();
    Removed removed;
    if (file.find("DEAD") != nullptr) {
      Result<Removed> list = readRemoved(content("DEAD"), p.nodes);
      if (!list.ok()) return list.status();
      removed = std::move(list.value());
    }
    uint64_t left = room - withoutEdges;
    std::shared_ptr<const WordIndex> words;
    const bool outlined = file.find("WORD") == nullptr;
    if (!outlined || file.find("TERM") != nullptr) {
      Result<std::shared_ptr<const WordIndex>> section =
          outlined ? readTerms(content("TERM"), p.nodes, left) : readWords(content("WORD"), p.nodes, left);
      if (!section.ok()) return section.status();
      words = std::move(section.value());
      left -= sizeOf(*words, 0).memory;
    }
    const uint64_t mostEdges = std::min<uint64_t>(left / 8, kMostEdges);
    Result<Graph> graph = isCut ? Graph() : decodeGraph(content("GRPH"), p.nodes, mostEdges);
    if (!graph.ok()) return graph.status();
    return Index{.params = p.build,
                 .graph = std::move(graph.value()),
                 .quantizer = std::move(quantizer.value()),
                 .codes = CodeScan(content("CODE"), p.build.subspaces, p.build.bits),
                 .lengths = std::move(lengths.value()),
                 .calibration = calibration.value().calibration,
                 .cached = std::move(cached.value()),
                 .removed = std::move(removed),
                 .drift = calibration.value().drift,
                 .words = std::move(words),
                 .clusters = std::move(clusters.value()),
                 .cut = std::move(cut)};
  });
}

Result<FileReport> describeFile(std::span<const uint8_t> bytes) {
  return guarded("read the index", [&]() -> Result<FileReport> {
    const Result<Container> read = readFile(bytes);
    if (!read.ok()) return read.status();
    const Container& file = read.value();
    FileReport report;
    Result<Origin> origin = readOrigin(contentOf(file, "ORIG"));
    if (!origin.ok()) return origin.status();
    report.origin = std::move(origin.value());
    report.origin.commit = file.commit;
    SizeReport& sizes = report.sizes;
    sizes.total = sizes.rest = bytes.size();
    const auto count = [&](const char* name, size_t& part) {
      part = contentOf(file, name).size();
      sizes.rest -= part;
    };
    count("GRPH", sizes.graph);
    count("CODE", sizes.codes);
    count("LENG", sizes.lengths);
    count("QNTZ", sizes.quantizer);
    count("CACH", sizes.cache);
    count(file.find("WORD") == nullptr ? "TERM" : "WORD", sizes.words);
    for (const Section& section : file.sections) {
      if (section.kind != SectionKind::kAttachment) continue;
      report.attachments.push_back(section);
      sizes.attachments += section.bytes.size();
      sizes.rest -= section.bytes.size();
    }
    return report;
  });
}

}  // namespace leann
