// LangChain.js with the index as its vector store: compiled against the real types, run with the real package. Prints what the
// test asserts, as JSON.

import { Document } from '@langchain/core/documents';
import { Embeddings } from '@langchain/core/embeddings';
import type { VectorStore } from '@langchain/core/vectorstores';
import { LeannVectorStore } from 'leann-web/langchain';

const TOPICS = [
  ['rain', 'wet', 'storm', 'umbrella'],
  ['dough', 'bread', 'flour', 'bake'],
  ['telescope', 'planet', 'saturn', 'stars'],
];

/** Counts words of topics, and what it embedded. */
class TopicEmbeddings extends Embeddings {
  embedded: string[] = [];

  constructor() {
    super({});
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    this.embedded.push(...texts);
    return texts.map(vectorOf);
  }

  async embedQuery(text: string): Promise<number[]> {
    return vectorOf(text);
  }
}

function vectorOf(text: string): number[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [...TOPICS.map((topic) => words.filter((word) => topic.includes(word)).length), 0.1];
}

const embeddings = new TopicEmbeddings();
const store = await LeannVectorStore.open(embeddings, { store: 'memory' });
const general: VectorStore = store;
const ids = await general.addDocuments([
  new Document({ id: 'rain', pageContent: 'We walked home through the rain.', metadata: { year: 2023 } }),
  new Document({
    id: 'storm',
    pageContent: 'The storm and the rain took my umbrella.',
    metadata: { year: 2024 },
  }),
  new Document({ pageContent: 'Knead the dough of the bread.', metadata: { year: 2024, tags: ['food'] } }),
]);
const given = await store.addVectors(
  [vectorOf('stars'), vectorOf('planet')],
  [
    new Document({ pageContent: 'The telescope.', metadata: { at: new Date(0) } }),
    new Document({ pageContent: 'Rings of Saturn.' }),
  ],
  { ids: ['telescope', 'saturn'] },
);
const retriever = store.asRetriever({ k: 1, filter: { year: { lt: 2024 } } });
const mmr = store.asRetriever({ k: 2, searchType: 'mmr', searchKwargs: { fetchK: 4, lambda: 0.1 } });
const scored = await store.similaritySearchVectorWithScore(vectorOf('umbrella'), 2);
const told = {
  ids,
  given,
  scored: scored.map(([{ id, pageContent, metadata }, score]) => ({ id, pageContent, metadata, score })),
  found: await store.similaritySearch('flour', 1),
  filtered: (await store.similaritySearch('rain', 4, { tags: { has: 'food' } })).map(
    ({ pageContent }) => pageContent,
  ),
  retrieved: (await retriever.invoke('wet')).map(({ id }) => id),
  diverse: (await mmr.invoke('rain')).map(({ pageContent }) => pageContent),
};
await store.addDocuments([new Document({ id: 'rain', pageContent: 'No more rain.' })]);
const replaced = (await store.similaritySearch('rain', 9)).filter(({ id }) => id === 'rain');
await store.delete({ ids: ['storm'] });
const file = await store.export();
const copy = await LeannVectorStore.load(file, embeddings, { name: 'copy', store: 'memory' });
const loaded = (await copy.similaritySearch('rain', 9)).map(({ id }) => id);
await copy.delete({ deleteAll: true });
const texts = await LeannVectorStore.fromTexts(['rain', 'bread'], [{ n: 1 }, { n: 2 }], embeddings, {
  name: 'texts',
  store: 'memory',
});
const refusals: string[] = [];
for (const refused of [
  () => store.delete({}),
  () => store.addVectors([[1, 2, 3, 4]], []),
  () => store.addVectors([[1]], [new Document({ pageContent: 'x' })]),
]) {
  await refused().catch((error: { code: string }) => refusals.push(error.code));
}
console.log(
  JSON.stringify({
    ...told,
    replaced: replaced.map(({ pageContent }) => pageContent),
    loaded,
    left: (await copy.similaritySearch('rain', 9)).length,
    fromTexts: (await texts.similaritySearch('flour', 1)).map(({ metadata }) => metadata),
    refusals,
  }),
);
