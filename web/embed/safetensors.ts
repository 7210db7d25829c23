// Reads tensors from a safetensors file, which may come from a stranger: every number in its header is checked.
import { fromHalves } from '../base/half-float.js';

export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** Bytes of the number in front, which says how long the header is. */
const START = 8;

/** Makes floats of the bytes of a type, little-endian. */
const READERS: Readonly<
  Record<string, { bytes: number; read: (bytes: Uint8Array<ArrayBuffer>) => Float32Array }>
> = {
  F32: { bytes: 4, read: ({ buffer }) => new Float32Array(buffer) },
  F16: { bytes: 2, read: ({ buffer }) => fromHalves(new Uint16Array(buffer)) },
  BF16: { bytes: 2, read: ({ buffer }) => fromBrainHalves(new Uint16Array(buffer)) },
};

export class SafetensorsFile {
  readonly #entries: object;
  readonly #data: Uint8Array<ArrayBuffer>;

  /** Throws an Error if it is no such file. */
  constructor(file: Uint8Array<ArrayBuffer>) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const length = file.length < START ? Number.NaN : Number(view.getBigUint64(0, true));
    if (!(length > 0 && length <= file.length - START)) throw new Error('it is no safetensors file');
    const header: unknown = JSON.parse(new TextDecoder().decode(file.subarray(START, START + length)));
    this.#entries = Object(header);
    this.#data = file.subarray(START + length);
  }

  /** Undefined if there is none of that name. Throws an Error if it is of another type, or not all there. */
  tensor(name: string): Tensor | undefined {
    const entry: unknown = Object.hasOwn(this.#entries, name) ? Reflect.get(this.#entries, name) : undefined;
    if (entry === undefined) return undefined;
    const { dtype, shape, data_offsets: offsets } = Object(entry);
    const reader = Object.hasOwn(READERS, String(dtype)) ? READERS[dtype] : undefined;
    if (reader === undefined) throw new Error(`its tensor ${name} is of type ${dtype}, not F32, F16 or BF16`);
    if (!isSizes(shape) || !isSizes(offsets)) throw new Error(`its tensor ${name} has no shape or place`);
    const [start = 0, end = 0] = offsets;
    const size = shape.reduce((product, each) => product * each, reader.bytes);
    if (end - start !== size || end > this.#data.length)
      throw new Error(`its tensor ${name} is not all there`);
    return { shape, data: reader.read(this.#data.slice(start, end)) };
  }
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}

/** They are the upper halves of floats. */
function fromBrainHalves(halves: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
}
