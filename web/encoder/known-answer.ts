// A small model with made-up weights, whose vectors are known: tests/core/ computes them one integer at a time.
import { crc32c } from '../base/crc32.js';
import { EncoderModule } from './encoder-module.js';
import type { EncoderShape } from './encoder-shape.js';

const SHAPE: EncoderShape = {
  hidden: 128,
  heads: 4,
  inner: 256,
  layers: 2,
  vocabulary: 100,
  positions: 64,
  epsilon: 1e-12,
};

/** CRC-32C of the vectors of three texts. */
const ANSWER = 345129112;

const BEFORE_LAYERS = 6;
const PER_LAYER = 20;

/** Has the module embed the same texts again and again. */
export class KnownAnswer {
  readonly #module: EncoderModule;

  private constructor(module: EncoderModule) {
    this.#module = module;
  }

  static async prepare(wasm: WebAssembly.Module): Promise<KnownAnswer> {
    const module = await EncoderModule.start(wasm, SHAPE);
    const next = madeUpNumbers();
    await module.load((section, number) => fillSection(section, number, next));
    return new KnownAnswer(module);
  }

  /** Embeds once; whether the vectors are right to the last bit. */
  isRight(): boolean {
    const texts = [madeUpText(11, 1), madeUpText(1, 2), madeUpText(38, 3)];
    return crc32c(new Uint8Array(this.#module.embed(texts, 'mean').buffer)) === ANSWER;
  }
}

/** From 0 up to 1, sixteen bits each, so that all that follows is exact. */
function madeUpNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 16) / 65536;
  };
}

function madeUpText(length: number, number: number): number[] {
  return Array.from({ length }, (_, i) => (7 * i + 13 * number) % SHAPE.vocabulary);
}

function fillSection(section: Uint8Array, number: number, next: () => number): void {
  const part = number < BEFORE_LAYERS ? 100 + number : (number - BEFORE_LAYERS) % PER_LAYER;
  if (part === 101 || part === 103 || (part < 16 && part % 4 === 3)) {
    for (let i = 0; i < section.length; i++) section[i] = Math.trunc(next() * 127) - 63;
    return;
  }
  const [middle, width] = rangeOf(part);
  const floats = new Float32Array(section.buffer, section.byteOffset, section.length / 4);
  for (let i = 0; i < floats.length; i++) floats[i] = middle + (next() - 0.5) * width;
}

/** Middle and width of the values of a section of floats. */
function rangeOf(part: number): [number, number] {
  if (part === 100 || part === 102) return [2 ** -9, 2 ** -10];
  if (part === 1) return [2 ** -9, 2 ** -9];
  if (part < 16 && part % 4 === 1) return [2 ** -10, 2 ** -10];
  if (part < 16 && part % 4 === 0) return [1, 1];
  return part === 104 || part === 16 || part === 18 ? [1, 0.25] : [0, 0.25];
}
