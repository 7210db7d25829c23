// As app.js, with the real model: the worker loads it, which comes from a script and knows nothing of where files are.

import { LeannIndex, OnnxEmbedder } from 'leann-web';

const NOTES = [
  { id: 'rain', text: 'We walked home through the rain.' },
  { id: 'bread', text: 'Knead the dough and let it rise for an hour.' },
];

async function run() {
  const others = { runtime: 'onnxruntime' };
  const unsaid = await OnnxEmbedder.load('models/', others).catch(({ code, message }) => ({ code, message }));
  const said = await OnnxEmbedder.load('models/', { ...others, wasmPaths: 'models/ort/' });
  await said.close();
  // Our own encoder needs nothing but the model.
  const embedder = await OnnxEmbedder.load('models/');
  const index = await LeannIndex.open('notes', { embedder });
  for await (const _ of index.add(NOTES));
  let found;
  for await (const { hits } of index.search('getting wet', { k: 1 })) found = hits[0]?.id;
  return { found, unsaid, runtimes: [said.runtime, embedder.runtime] };
}

run().then(
  (outcome) => {
    document.documentElement.dataset.outcome = JSON.stringify(outcome);
  },
  (error) => {
    document.documentElement.dataset.outcome = JSON.stringify({ error: String(error) });
  },
);
