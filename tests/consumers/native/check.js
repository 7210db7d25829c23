// Embeds with the folders named in the environment, natively and on WASM; prints what came out as JSON.
import { LeannIndex, OnnxEmbedder } from 'leann-web';

const { LEANN_FOLDER: folder, LEANN_MODEL: model } = process.env;
const TEXTS = ['It rains on the hills.', 'A tiger is a large striped cat.', 'Interest rates rose again.'];

async function embedded(where, options) {
  const embedder = await OnnxEmbedder.load(where, options);
  const vectors = await embedder.embed(TEXTS);
  const { device, runtime, fingerprint, fallbackReason } = embedder;
  await embedder.close();
  return { device, runtime, fingerprint, fallbackReason, vectors: vectors.map((each) => [...each]) };
}

async function searched() {
  const native = await OnnxEmbedder.load(model, { dtype: 'fp32' });
  const index = await LeannIndex.open('native', { embedder: native, store: 'memory' });
  for await (const _ of index.add(TEXTS.map((text, row) => ({ id: String(row), text }))));
  const file = await index.export();
  const own = await OnnxEmbedder.load(model, { runtime: 'leann' });
  const there = await LeannIndex.import('own', file, { embedder: own, store: 'memory' });
  let ids = [];
  for await (const { hits } of there.search('big felines', { mode: 'meaning' }))
    ids = hits.map(({ id }) => id);
  for (const each of [index, there, native, own]) await each.close();
  return { built: native.device, ids };
}

const floats = { dtype: 'fp32' };
console.log(
  `RESULT ${JSON.stringify({
    outside: [await embedded(folder, { device: 'node' }), await embedded(folder, { device: 'wasm' })],
    real: [await embedded(model, floats), await embedded(model, { ...floats, device: 'wasm' })],
    searched: await searched(),
  })}`,
);
