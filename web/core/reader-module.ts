// leann-reader.wasm: starting it, and what it makes of the bytes of a file.

import type { Failure, GraphHandle } from './handles.js';
import { type ReaderExports, ReaderMemory } from './reader-calls.js';
import { ReaderGraph } from './reader-graph.js';
import type { ReadFile } from './records.js';

const IMPORTS = {
  env: { emscripten_notify_memory_growth: () => undefined },
  wasi_snapshot_preview1: {
    proc_exit: (code: number) => {
      throw new WebAssembly.RuntimeError(`leann: cannot go on: the WASM core ended with code ${code}`);
    },
  },
};

export async function startReader(wasm: ArrayBuffer): Promise<ReaderModule> {
  const { instance } = await WebAssembly.instantiate(wasm, IMPORTS);
  const exports = instance.exports as unknown as ReaderExports;
  exports._initialize();
  return new ReaderModule(new ReaderMemory(exports));
}

export class ReaderModule {
  readonly #memory: ReaderMemory;

  constructor(memory: ReaderMemory) {
    this.#memory = memory;
  }

  open(bytes: Uint8Array, cacheBytes: number): GraphHandle | Failure {
    const memory = this.#memory;
    const { exports, out } = memory;
    return memory.with([bytes], 'open the index', (copy = 0) => {
      const failure = memory.attempt((status) =>
        exports.leann_open(status, copy, bytes.length, cacheBytes, out),
      );
      return failure ?? new ReaderGraph(memory, memory.handedOut());
    });
  }

  read(bytes: Uint8Array, attachment: string): ReadFile | Failure {
    const memory = this.#memory;
    const { exports, out } = memory;
    const name = new TextEncoder().encode(attachment);
    return memory.with([bytes, name], 'read the index', (copy = 0, letters = 0) => {
      const failure = memory.attempt((status) => exports.leann_describe(status, copy, bytes.length, out));
      if (failure) return failure;
      const report = memory.handedOut();
      try {
        const length = exports.leann_report_fingerprint(report, out);
        const fingerprint = new TextDecoder().decode(memory.bytes(memory.handedOut(), length));
        const count = exports.leann_report_attachment(report, letters, out);
        const content = memory.handedOut();
        return {
          fingerprint,
          sizes: memory.record(exports.leann_report_sizes(report)),
          attachment: content === 0 ? undefined : memory.bytes(content, count).slice(),
        };
      } finally {
        exports.leann_report_free(report);
      }
    });
  }
}
