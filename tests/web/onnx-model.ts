// Runs a sentence model with ONNX Runtime Web and nothing of ours between, to judge the exported files by.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import { modelFolder } from './model-folder.js';

const separator = 102;

export class OnnxModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly tokenizer: Tokenizer,
  ) {}

  /** Loads `onnx/<file>` of the exported model. */
  static async load(file: string): Promise<OnnxModel> {
    env.wasm.numThreads = 1;
    const folder = modelFolder();
    const [model, vocabulary, settings] = await Promise.all([
      readFile(join(folder, 'onnx', file)),
      readFile(join(folder, 'tokenizer.json'), 'utf8'),
      readFile(join(folder, 'tokenizer_config.json'), 'utf8'),
    ]);
    const tokenizer = new Tokenizer(JSON.parse(vocabulary), JSON.parse(settings));
    return new OnnxModel(await InferenceSession.create(model), tokenizer);
  }

  /** Unit-length means of the last hidden states, all texts in one batch padded to the longest. */
  async embed(texts: readonly string[], maxTokens = 256): Promise<Float32Array[]> {
    const rows = texts.map((text) => cut(this.tokenizer.encode(text).ids, maxTokens));
    const length = Math.max(...rows.map((row) => row.length));
    const tensor = (value: (row: number[], i: number) => number) => {
      const data = rows.flatMap((row) => Array.from({ length }, (_, i) => BigInt(value(row, i))));
      return new Tensor('int64', BigInt64Array.from(data), [rows.length, length]);
    };
    const { last_hidden_state: states } = await this.session.run({
      input_ids: tensor((row, i) => row[i] ?? 0),
      attention_mask: tensor((row, i) => (i < row.length ? 1 : 0)),
      token_type_ids: tensor(() => 0),
    });
    if (!(states?.data instanceof Float32Array)) throw new Error('the model gave no last_hidden_state');
    const { data, dims } = states;
    const width = dims[2] ?? 0;
    return rows.map((row, i) =>
      unitMean(data.subarray(i * length * width, (i * length + row.length) * width), width),
    );
  }

  async release(): Promise<void> {
    await this.session.release();
  }
}

function cut(ids: number[], most: number): number[] {
  return ids.length <= most ? ids : [...ids.slice(0, most - 1), separator];
}

function unitMean(states: Float32Array, width: number): Float32Array {
  const sums = new Float32Array(width);
  for (let i = 0; i < states.length; i++) sums[i % width] = (sums[i % width] ?? 0) + (states[i] ?? 0);
  const length = Math.hypot(...sums);
  return sums.map((sum) => sum / length);
}
