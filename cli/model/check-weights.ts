// Holds weights that were found in a graph to what the graph computes: what is left out of BERT, or added to it, shows there.
import { OnnxSession, type Session } from '../../web/embed/onnx-session.js';
import { type Pooling, pool } from '../../web/embed/pooling.js';
import type { BertConfig } from './bert-graph.js';
import type { BertWeights } from './bert-weights.js';
import { FloatBert } from './float-bert.js';

/** Tokens of the texts that are compared, special ones not counted. */
const LENGTHS = [3, 17];

/** How far any value of a vector of unit length may be off. */
const MOST_OFF = 1e-3;
/** Activations that a graph rounds by their largest value in a batch cost more. */
const MOST_OFF_ROUNDED = 0.05;

/** Rejects with an Error if BERT with these weights makes other vectors than the ONNX file. */
export async function checkVectors(
  onnx: { bytes: Uint8Array; isFloat: boolean },
  config: BertConfig,
  weights: BertWeights,
  special: { prefix: readonly number[]; suffix: readonly number[] },
): Promise<void> {
  const model = new FloatBert(config, weights);
  const vocabulary = weights.tokens.length / config.hidden_size;
  const session = await OnnxSession.create(onnx.bytes, 'wasm', 0, { numThreads: 1 });
  try {
    for (const length of LENGTHS) {
      const ids = Array.from({ length }, (_, i) => (104729 * (i + length)) % vocabulary);
      const text = [...special.prefix, ...ids, ...special.suffix];
      const off = await difference(session, model, text, config.hidden_size);
      if (!(off < (onnx.isFloat ? MOST_OFF : MOST_OFF_ROUNDED))) {
        throw new Error(`BERT with its weights makes other vectors (${off.toFixed(4)} off)`);
      }
    }
  } finally {
    await session.close();
  }
}

/** The largest of any value, of the first token's vector and of the mean. */
async function difference(
  session: Session,
  model: FloatBert,
  text: readonly number[],
  hidden: number,
): Promise<number> {
  const output = await session.run([text]);
  if (output.dims.length !== 3 || output.dims[2] !== hidden)
    throw new Error('its output is no vector a token');
  const own = { data: model.run(text), dims: [1, text.length, hidden] };
  const poolings: Pooling[] = ['mean', 'cls'];
  const differences = poolings.flatMap((pooling) => {
    const [theirs] = pool(output, [text.length], pooling, true);
    const [ours] = pool(own, [text.length], pooling, true);
    return Array.from(theirs ?? [], (value, i) => Math.abs(value - (ours?.[i] ?? 0)));
  });
  return Math.max(...differences);
}
