// The public exports of leann-web.

export { LeannError, type LeannErrorCode } from './base/error.js';
export type { JsonObject, JsonValue } from './base/json.js';
export type {
  BuildOptions,
  ExperimentalPruning,
  Metric,
  Numbering,
  Prediction,
  Preset,
  Pruning,
  Rotation,
} from './core/build-options.js';
export { Core } from './core/core.js';
export type { BuildPhase, IndexBytes, SearchEnd } from './core/records.js';
export type { ExperimentalStrategy, SearchStrategy } from './core/search-options.js';
export type { WasmSource } from './core/wasm-source.js';
export {
  type EmbedDevice,
  type Embedder,
  type EmbedderDescription,
  type EmbedFunction,
  type EmbedOptions,
  type EmbedRuntime,
  embedderFrom,
} from './embed/embedder.js';
export type { LoadProgress } from './embed/file-source.js';
export type { ModelEmbedder } from './embed/model-embedder.js';
export type { ModelDtype } from './embed/model-files.js';
export type { OrtDevice } from './embed/ort-runtime.js';
export type { TokenPooling as Pooling } from './embed/pooling.js';
export type { WasmPaths } from './embed/wasm-paths.js';
export type { ImportSource } from './file/import-source.js';
export type { Facet, FacetOptions, Facets } from './filter/facet.js';
export type { AnyWhere, FieldName, FieldTest, FieldValue, Sort, TypedWhere, Where } from './filter/where.js';
export type { AnswersAhead } from './interface/answers-ahead.js';
export type { Change } from './interface/change.js';
export type { AddOptions, AddProgress, ChangeOptions, CompactOptions } from './interface/change-options.js';
export type {
  AnyDocument,
  Document,
  DocumentInfo,
  DocumentPassage,
  Documents,
  ImageDocument,
} from './interface/document.js';
export type {
  CacheInfo,
  CompactionInfo,
  FetchedInfo,
  IndexInfo,
  RecallInfo,
  StoredIndex,
} from './interface/index-info.js';
export type { IndexMethods } from './interface/index-methods.js';
export type { ModelLoading, ModelState } from './interface/model-state.js';
export type { Notice } from './interface/notice.js';
export type { FromUrlOptions, ImportOptions, OpenOptions } from './interface/open-options.js';
export type {
  DocumentFilter,
  MoreOptions,
  SearchGroup,
  SearchMode,
  SearchOptions,
  SearchQuery,
} from './interface/search-request.js';
export type { Hit, PassageRef, SearchStats, SearchUpdate } from './interface/search-update.js';
export type { WorkerChoice } from './interface/worker-choice.js';
export { LeannIndex } from './leann-index.js';
export { OnnxEmbedder, type OnnxEmbedderOptions } from './onnx-embedder.js';
export { OnnxImageEmbedder, type OnnxImageEmbedderOptions } from './onnx-image-embedder.js';
export type { PictureCodec, PictureSize } from './photo/picture-codec.js';
export type { Pixels } from './photo/pixels.js';
export { type Sharp, type SharpImage, sharpCodec } from './photo/sharp-codec.js';
export type { Release } from './storage/locks.js';
export type { BuildValue, Manifest } from './storage/manifest.js';
export { MemoryStore } from './storage/memory-store.js';
export type { SplitRecord } from './storage/split-record.js';
export type {
  Commit,
  Journal,
  Snapshot,
  StorageRoom,
  Store,
  StoredDocument,
  StoredPassage,
} from './storage/store.js';
export type { Heading } from './text/heading.js';
export type { Passage, SplitLimits, SplitOptions } from './text/passage.js';
export type { Image } from './text/picture.js';
export type { InnerSection, Section } from './text/section.js';
export type { Span } from './text/span.js';
export type { Tokenizer } from './text/tokenizer.js';
export { marksOf } from './words/marks.js';
export { type Snippet, type SnippetOptions, snippetOf } from './words/snippet.js';
