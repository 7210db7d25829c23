// What takes long when the encoder's file is made: products of floats, and rounding by them, in WASM (src/encoder/).
import { readFileSync } from 'node:fs';

interface Exports {
  memory: WebAssembly.Memory;
  /** Where the memory is free. */
  leann_maker_free(): number;
  leann_maker_lanes(): number;
  leann_maker_multiply(
    inner: number,
    outer: number,
    count: number,
    weights: number,
    bias: number,
    rows: number,
    wide: number,
    out: number,
  ): void;
  leann_maker_round(
    inner: number,
    outer: number,
    tokens: number,
    most: number,
    weights: number,
    scales: number,
    columns: number,
    order: number,
    believed: number,
    codes: number,
    made: number,
  ): void;
}

const PAGE = 65536;
const ALIGNMENT = 16;

type Numbers = Float32Array | Float64Array | Uint32Array;

let instance: Exports | undefined;

function maker(): Exports {
  if (instance === undefined) {
    const module = new WebAssembly.Module(
      readFileSync(new URL('./leann-encoder-maker.wasm', import.meta.url)),
    );
    instance = new WebAssembly.Instance(module).exports as unknown as Exports;
  }
  return instance;
}

/** Lays out memory for one call. */
class Layout {
  readonly #parts: { at: number; values: Numbers }[] = [];
  #end: number;

  constructor(private readonly exports: Exports) {
    this.#end = exports.leann_maker_free();
  }

  /** Space for so many bytes; where it is. */
  space(bytes: number): number {
    const at = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
    this.#end = at + bytes;
    return at;
  }

  /** Where these values will be. */
  values(values: Numbers): number {
    const at = this.space(values.byteLength);
    this.#parts.push({ at, values });
    return at;
  }

  /** Puts everything in its place; what the memory is then. */
  fill(): ArrayBuffer {
    const { memory } = this.exports;
    const lacking = this.#end - memory.buffer.byteLength;
    if (lacking > 0) memory.grow(Math.ceil(lacking / PAGE));
    for (const { at, values } of this.#parts) {
      new Uint8Array(memory.buffer, at, values.byteLength).set(
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      );
    }
    return memory.buffer;
  }
}

export interface FloatLayer {
  inner: number;
  outer: number;
  /** Row-major [outer, inner]. */
  weights: Float32Array;
  bias: Float32Array;
}

/** What the layer makes of `rows`, [count, inner], each a multiple of 4 values: [count, outer]. Throws an Error if sizes do not agree. */
export function multiplied({ inner, outer, weights, bias }: FloatLayer, rows: Float32Array): Float32Array {
  const count = rows.length / inner;
  const agree = weights.length === inner * outer && bias.length === outer;
  if (!(agree && inner % 4 === 0 && Number.isInteger(count)))
    throw new Error('its weights do not fit together');
  const exports = maker();
  const layout = new Layout(exports);
  const places = [weights, bias, rows].map((values) => layout.values(values));
  const wide = layout.space(Float64Array.BYTES_PER_ELEMENT * (count + 1) * inner);
  const out = layout.space(Float32Array.BYTES_PER_ELEMENT * count * outer);
  const memory = layout.fill();
  const [first = 0, second = 0, third = 0] = places;
  exports.leann_maker_multiply(inner, outer, count, first, second, third, wide, out);
  return new Float32Array(memory, out, count * outer).slice();
}

/** A layer, [outer, inner], and what its weights are rounded by; rows of weights are a multiple of 8. */
export interface Rounding {
  weights: Float32Array;
  /** One for each row of weights. */
  scales: Float32Array;
  /** The greatest magnitude of a code. */
  most: number;
  /** The sample, [inner, tokens]. */
  columns: Float32Array;
  /** The order in which inputs are gone through. */
  order: Uint32Array;
  /** How far each is corrected, by what the errors so far make of its column. */
  believed: Float64Array;
}

/** Codes, [outer, inner]. Throws an Error if sizes do not agree. */
export function roundedBy({ weights, scales, most, columns, order, believed }: Rounding): Int8Array {
  const exports = maker();
  const lanes = exports.leann_maker_lanes();
  const [inner, outer] = [order.length, scales.length];
  const tokens = columns.length / inner;
  const agree = weights.length === inner * outer && believed.length === inner && Number.isInteger(tokens);
  if (!agree || outer % lanes !== 0) throw new Error('its weights do not fit together');
  const layout = new Layout(exports);
  const places = [weights, scales, columns, order, believed].map((values) => layout.values(values));
  const codes = layout.space(weights.length);
  const made = layout.space(Float64Array.BYTES_PER_ELEMENT * lanes * tokens);
  const memory = layout.fill();
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0] = places;
  exports.leann_maker_round(
    ...([inner, outer, tokens, most, first, second, third, fourth, fifth, codes, made] as const),
  );
  return new Int8Array(memory, codes, weights.length).slice();
}
