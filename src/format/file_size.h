// How long an index file is, by part, and how much memory opening one may take.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/status.h"
#include "format/words_section.h"
#include "graph/graph_codec.h"
#include "index/build_params.h"
#include "index/index.h"

namespace leann {

/// Bytes of an encoded index by part.
struct SizeReport {
  size_t total = 0;
  size_t graph = 0;
  size_t codes = 0;
  size_t lengths = 0;
  size_t quantizer = 0;    // rotation, codebooks, mean
  size_t words = 0;        // which words are where
  size_t cache = 0;        // saved vectors
  size_t attachments = 0;  // what the caller keeps in the file
  size_t rest = 0;         // header, section table, parameters, calibration, origin, removed nodes, padding
};

/// Bytes of the file of `nodes` nodes without saved vectors, removed nodes, texts about its origin and
/// attachments. `params`: resolved.
uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph,
                  WordsSize words = {});

/// The size of each part of an index file, counted as fileSize does. `words`: in place of the index's own,
/// null for none. O(edges + terms).
Result<SizeReport> sizeReport(const Index& index, const WordIndex* words);
inline Result<SizeReport> sizeReport(const Index& index) { return sizeReport(index, index.words.get()); }

/// Bytes of memory that an open index holds, but for less than a kilobyte, its words and the saved vectors.
/// `params`: resolved.
uint64_t memoryOf(const BuildParams& params, uint64_t dimension, uint64_t nodes, uint64_t edges);

/// The most that memoryOf may be for a file of that many bytes: opening one takes at most four times the
/// download and a megabyte, a quarter of which is left for what is held for a moment only.
uint64_t memoryFor(uint64_t fileBytes);

/// Zeros that a file of that many bytes must have in addition if what it holds takes so much memory.
uint64_t paddingFor(uint64_t memory, uint64_t fileBytes);

/// Zeros that the file of an index must have for that, which is none but for unusually dense graphs and wide
/// codebooks.
uint64_t paddingOf(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph,
                   WordsSize words = {});

}  // namespace leann
