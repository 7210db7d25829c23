// A model quick enough to embed a million texts here: each token has a fixed vector, and a text's is their mean. Made of
// all-MiniLM-L6-v2 by embedding each token alone; frequent tokens count less. It stands for a model where sizes and times of searches
// are measured, not answers.

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { OnnxGraph } from '../../cli/model/onnx-graph.js';
import { MODEL } from '../../tools/paths.js';

/** Taken over as they are: the texts' way to tokens, and from tokens' vectors to the text's. */
const TAKEN = [
  'tokenizer.json',
  'tokenizer_config.json',
  'modules.json',
  '1_Pooling',
  'sentence_bert_config.json',
];
const BATCH = 256;

/** Writes the model's folder. */
export async function makeStaticModel(folder: string): Promise<void> {
  const { model } = JSON.parse(await readFile(`${MODEL}/tokenizer.json`, 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  const tokens = Object.entries(model.vocab)
    .toSorted(([, a], [, b]) => a - b)
    .map(([token]) => token);
  const { rows, dimension } = await tokenRows(tokens);
  const shape = ['batch_size', 'sequence_length'];
  const graph = new OnnxGraph('static', 17);
  const ids = graph.input('input_ids', 'int64', shape);
  const table = graph.constant('rows', 'float', [tokens.length, dimension], rows);
  graph.addNamed('Gather', [table, ids], ['last_hidden_state'], { axis: 0 });
  graph.output('last_hidden_state', 'float', [...shape, dimension]);
  await rm(folder, { recursive: true, force: true });
  await mkdir(`${folder}/onnx`, { recursive: true });
  for (const name of TAKEN) await cp(`${MODEL}/${name}`, `${folder}/${name}`, { recursive: true });
  const config = { model_type: 'static', hidden_size: dimension, vocab_size: tokens.length };
  await writeFile(`${folder}/config.json`, JSON.stringify(config));
  await writeFile(`${folder}/onnx/model.onnx`, Buffer.concat(graph.encode('leann-web bench')));
}

/** As model2vec weighs them: what is common to all taken away, and tokens by the logarithm of their rank. */
async function tokenRows(tokens: readonly string[]): Promise<{ rows: Float32Array; dimension: number }> {
  const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
  const { dimension } = embedder;
  const rows = new Float32Array(tokens.length * dimension);
  try {
    for (let first = 0; first < tokens.length; first += BATCH) {
      const texts = tokens.slice(first, first + BATCH).map((token) => token.replace(/^##/, ''));
      for (const [at, vector] of (await embedder.embed(texts)).entries())
        rows.set(vector, (first + at) * dimension);
    }
  } finally {
    await embedder.close();
  }
  const mean = new Float64Array(dimension);
  for (const [at, value] of rows.entries())
    mean[at % dimension] = (mean[at % dimension] ?? 0) + value / tokens.length;
  for (const [row, token] of tokens.entries()) {
    const weight = isMark(token) ? 0 : Math.log1p(row);
    for (let i = 0; i < dimension; i++) {
      const at = row * dimension + i;
      rows[at] = ((rows[at] ?? 0) - (mean[i] ?? 0)) * weight;
    }
  }
  return { rows, dimension };
}

/** `[CLS]` and the like. */
function isMark(token: string): boolean {
  return /^\[.+\]$/.test(token);
}
