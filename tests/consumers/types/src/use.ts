// The types of the package, as an app uses them.

import { type Embedder, embedderFrom, type Hit, LeannError, LeannIndex, OnnxEmbedder } from 'leann-web';
import type { LeannSearch, SelectDetail } from 'leann-web/element';
import { type BuildReport, publishSite } from 'leann-web/publish';
import 'leann-web/element';
import 'leann-web/worker';
import 'leann-web/service-worker';

const embedder: Embedder = embedderFrom((texts) => texts.map(() => [1, 2]), {
  dimension: 2,
  fingerprint: 'two',
});
const index = await LeannIndex.open<{ tags: string[] }>('notes', { embedder });
for await (const { phase, done } of index.add([{ id: 'rain', text: 'Rain.', metadata: { tags: ['wet'] } }])) {
  console.log(phase.toUpperCase(), done.toFixed());
}
const hits: Hit<{ tags: string[] }>[] = [];
for await (const update of index.search('wet', { k: 1, where: { tags: { has: 'wet' } } }))
  hits.push(...update.hits);
console.log(hits[0]?.metadata?.tags.join());

const element = document.createElement('leann-search');
element.value = 'wet';
element.open();
const same: LeannSearch | null = document.querySelector('leann-search');
same?.addEventListener('leann-select', (event) => {
  const { hit, href }: SelectDetail = event.detail;
  console.log(hit.id.trim(), href?.length);
});
const Search = customElements.get('leann-search');
if (Search) console.log(new Search().translations.placeholder);

try {
  await OnnxEmbedder.load('/models/', { dtype: 'int8' });
} catch (error) {
  if (error instanceof LeannError && error.code === 'model-load') console.log(error.message);
}

const { documents, bytes }: BuildReport = await publishSite('dist', { folder: 'find', preset: 'small' });
console.log(documents.toFixed(), bytes.index.toFixed());
// @ts-expect-error: there is no such size.
await publishSite('dist', { preset: 'huge' });

// @ts-expect-error: there is no such option.
await LeannIndex.open('notes', { embedder, colour: 'red' });
// @ts-expect-error: a number is no query.
index.search(7);
