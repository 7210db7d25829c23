// Reads the weights of a safetensors file: a JSON header that says where each tensor lies, then the tensors.
import { widenHalfFloats } from './half-float.js';

/** A weight, row-major. */
export interface Weight {
  shape: readonly number[];
  data: Float32Array;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

/** The tensors of one file; each is widened to 32-bit floats when it is asked for. */
export class Safetensors {
  private readonly entries: Record<string, Entry>;
  private readonly data: Uint8Array;

  constructor(file: Uint8Array) {
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const headerEnd = 8 + Number(view.getBigUint64(0, true));
    this.entries = JSON.parse(new TextDecoder().decode(file.subarray(8, headerEnd)));
    this.data = file.subarray(headerEnd);
  }

  has(name: string): boolean {
    return this.entries[name] !== undefined;
  }

  /** @throws Error when there is no such tensor, or it is of a type that is not read. */
  weight(name: string): Weight {
    const entry = this.entries[name];
    if (entry === undefined)
      throw new Error(`leann: cannot read weight ${name}: the model has none of that name`);
    const bytes = this.data.subarray(...entry.data_offsets);
    if (entry.dtype === 'F16') return { shape: entry.shape, data: widenHalfFloats(bytes) };
    if (entry.dtype === 'F32')
      return { shape: entry.shape, data: new Float32Array(Uint8Array.from(bytes).buffer) };
    throw new Error(`leann: cannot read weight ${name}: type ${entry.dtype} is neither F16 nor F32`);
  }
}
