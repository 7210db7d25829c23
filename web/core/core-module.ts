// Types of the core's module, by hand: the classes that bindings/core/ registers with Embind.

import type { BuildOptions } from './build-options.js';
import type {
  BuilderHandle,
  Failure,
  FileRecord,
  IndexHandle,
  WordAnswer,
  WordBuilderHandle,
  WordsHandle,
} from './handles.js';

export interface LeannCore {
  Builder: { create(dimension: number, options: BuildOptions): BuilderHandle | Failure };
  buildCluster(task: Uint8Array): Uint8Array | Failure;
  Index: {
    open(bytes: Uint8Array): IndexHandle | Failure;
    read(bytes: Uint8Array): FileRecord | Failure;
  };
  WordBuilder: new () => WordBuilderHandle;
  searchWords(
    parts: WordsHandle[],
    query: Uint8Array,
    count: number,
    allowed: Uint8Array | undefined,
  ): WordAnswer | Failure;
}
