// One instance of an encoder's WASM module.
import type { EncoderState } from '../embed/encoder-copy.js';
import type { EncoderShape } from './encoder-shape.js';

/** How the vectors of a text's tokens become one; numbered as in bindings/encoder/. */
export const POOLINGS = ['mean', 'cls'] as const;

interface EncoderExports {
  memory: WebAssembly.Memory;
  leann_encoder_open(
    hidden: number,
    heads: number,
    inner: number,
    layers: number,
    vocabulary: number,
    positions: number,
    epsilon: number,
    rows: number,
  ): number;
  leann_encoder_sections(): number;
  leann_encoder_section(number: number): number;
  leann_encoder_section_bytes(number: number): number;
  leann_encoder_accept(number: number): number;
  leann_encoder_ids(): number;
  leann_encoder_lengths(): number;
  leann_encoder_vectors(): number;
  leann_encoder_run(texts: number, pooling: number): number;
}

/** The first sections of the weights are the table of tokens, which no file of weights has. */
export const TABLE_SECTIONS = 2;

/** Tokens of a run, unless one text has more: what is kept for each of them is small beside the weights. */
const RUN_TOKENS = 512;

const PAGE_BYTES = 65_536;

const FAULTS: Record<number, string> = {
  1: 'there is no encoder for a model of its shape',
  2: 'there is not enough memory',
};

export class EncoderModule {
  readonly shape: EncoderShape;
  readonly #exports: EncoderExports;
  readonly #rows: number;

  /** Rejects with an Error if the shape is not taken, or there is no memory for it. */
  static async start(wasm: WebAssembly.Module, shape: EncoderShape): Promise<EncoderModule> {
    const module = new EncoderModule(await WebAssembly.instantiate(wasm, {}), shape);
    module.#open();
    return module;
  }

  /** One that is as another was, wherever that is. Rejects with an Error if there is no memory for it. */
  static async copyOf({ wasm, memory, shape }: EncoderState): Promise<EncoderModule> {
    const module = new EncoderModule(await WebAssembly.instantiate(wasm, {}), shape as EncoderShape);
    const own = module.#exports.memory;
    own.grow((memory.length - own.buffer.byteLength) / PAGE_BYTES);
    // Where its parts are in it is also kept there.
    new Uint8Array(own.buffer).set(memory);
    return module;
  }

  private constructor(instance: WebAssembly.Instance, shape: EncoderShape) {
    this.#exports = instance.exports as unknown as EncoderExports;
    this.shape = shape;
    this.#rows = Math.max(RUN_TOKENS, shape.positions);
  }

  #open(): void {
    const { hidden, heads, inner, layers, vocabulary, positions, epsilon } = this.shape;
    const fault = this.#exports.leann_encoder_open(
      hidden,
      heads,
      inner,
      layers,
      vocabulary,
      positions,
      epsilon,
      this.#rows,
    );
    if (fault !== 0) throw new Error(FAULTS[fault] ?? `its module fails (${fault})`);
  }

  /** Bytes of memory, weights included. */
  get bytes(): number {
    return this.#exports.memory.buffer.byteLength;
  }

  /** What is in its memory, for {@link copyOf}. */
  memory(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#exports.memory.buffer.slice(0));
  }

  /** Has `fill` write each section of the weights, in their order. Rejects with its Error, or if values are not valid. */
  async load(fill: (section: Uint8Array, number: number) => Promise<void> | void): Promise<void> {
    const { memory, ...calls } = this.#exports;
    const count = calls.leann_encoder_sections();
    for (let number = 0; number < count; number++) {
      const start = calls.leann_encoder_section(number) >>> 0;
      await fill(new Uint8Array(memory.buffer, start, calls.leann_encoder_section_bytes(number)), number);
      if (calls.leann_encoder_accept(number) === 0) throw new Error(`its section ${number} has wrong values`);
    }
  }

  /** The scale of each token, and their rows, one after another: its memory, to be used at once. */
  tokenTable(): { scales: Float32Array; rows: Int8Array } {
    const { memory, ...calls } = this.#exports;
    const { vocabulary, hidden } = this.shape;
    const [scales, rows] = [0, 1].map((number) => calls.leann_encoder_section(number) >>> 0);
    return {
      scales: new Float32Array(memory.buffer, scales, vocabulary),
      rows: new Int8Array(memory.buffer, rows, vocabulary * hidden),
    };
  }

  /**
   * A vector for each text, one after the other, not brought to unit length. Throws an Error for texts that are empty or too
   * long, or ids of no token; a token whose row was never put into the table counts as zeros.
   */
  embed(texts: readonly (readonly number[])[], pooling: (typeof POOLINGS)[number]): Float32Array {
    const { hidden } = this.shape;
    const vectors = new Float32Array(texts.length * hidden);
    for (let start = 0; start < texts.length; ) {
      const end = this.#endOfRun(texts, start);
      vectors.set(this.#run(texts.slice(start, end), POOLINGS.indexOf(pooling)), start * hidden);
      start = end;
    }
    return vectors;
  }

  /** As many texts as there is room for, at least one. */
  #endOfRun(texts: readonly (readonly number[])[], start: number): number {
    let end = start;
    for (let tokens = 0; end < texts.length; end++) {
      tokens += texts[end]?.length ?? 0;
      if (tokens > this.#rows && end > start) break;
    }
    return end;
  }

  #run(texts: readonly (readonly number[])[], pooling: number): Float32Array {
    const { memory, ...calls } = this.#exports;
    const longest = Math.max(...texts.map(({ length }) => length));
    const { positions, hidden } = this.shape;
    if (longest > positions) throw new Error(`a text has ${longest} tokens, more than ${positions}`);
    const ids = new Int32Array(memory.buffer, calls.leann_encoder_ids() >>> 0, this.#rows);
    const lengths = new Int32Array(memory.buffer, calls.leann_encoder_lengths() >>> 0, this.#rows);
    let at = 0;
    for (const [text, tokens] of texts.entries()) {
      ids.set(tokens, at);
      lengths[text] = tokens.length;
      at += tokens.length;
    }
    if (calls.leann_encoder_run(texts.length, pooling) === 0) throw new Error('it has no such tokens');
    return new Float32Array(memory.buffer, calls.leann_encoder_vectors() >>> 0, texts.length * hidden);
  }
}
