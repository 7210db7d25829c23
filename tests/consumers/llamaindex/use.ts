// LlamaIndex.TS with the index as its vector store: compiled against the real types, run with the real package. Prints what the test
// asserts, as JSON.

import { BaseEmbedding } from '@llamaindex/core/embeddings';
import { TextNode } from '@llamaindex/core/schema';
import {
  type BaseVectorStore,
  type MetadataFilters,
  VectorStoreQueryMode,
} from '@llamaindex/core/vector-store';
import { LeannVectorStore } from 'leann-web/llamaindex';
import { Document, Settings, storageContextFromDefaults, VectorStoreIndex } from 'llamaindex';

const TOPICS = [
  ['rain', 'wet', 'storm', 'umbrella'],
  ['dough', 'bread', 'flour', 'bake'],
];

/** Counts words of topics, and notes what it embedded. */
class TopicEmbedding extends BaseEmbedding {
  embedded: string[] = [];

  constructor(readonly model = 'small') {
    super();
  }

  async getTextEmbedding(text: string): Promise<number[]> {
    this.embedded.push(text);
    return vectorOf(text);
  }
}

function vectorOf(text: string): number[] {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return [...TOPICS.map((topic) => words.filter((word) => topic.includes(word)).length), 0.1];
}

const embedModel = new TopicEmbedding();
Settings.embedModel = embedModel;
const store = await LeannVectorStore.open(embedModel, { store: 'memory' });
const general: BaseVectorStore = store;
const storageContext = await storageContextFromDefaults({ vectorStore: general });
const documents = [
  new Document({
    id_: 'rain',
    text: 'We walked home through the rain.',
    metadata: { year: 2023, tags: ['wet'] },
  }),
  new Document({ id_: 'storm', text: 'The storm took my umbrella.', metadata: { year: 2024 } }),
  new Document({ id_: 'bread', text: 'Knead the dough of the bread.', metadata: { year: 2024 } }),
];
const index = await VectorStoreIndex.fromDocuments(documents, { storageContext });
const before = embedModel.embedded.length;
for await (const _ of store.client().compact({ rebuild: true }));
const again = embedModel.embedded.slice(before);
const [silent, named] = [new TopicEmbedding(), new TopicEmbedding()];
const described = await LeannVectorStore.open(silent, {
  name: 'other',
  store: 'memory',
  dimension: 3,
  fingerprint: 'topics',
});
const usual = await LeannVectorStore.open(named, { store: 'memory' });

const retrieved = async (query: string, filters?: MetadataFilters) => {
  const retriever = index.asRetriever({ similarityTopK: 2, ...(filters && { filters }) });
  const found = await retriever.retrieve({ query });
  return found.map(({ node, score }) => ({
    of: node.sourceNode?.nodeId,
    text: (node as TextNode).text,
    metadata: node.metadata,
    score,
  }));
};

const by = async (
  operator: MetadataFilters['filters'][number]['operator'],
  key: string,
  value?: string | number | string[] | number[],
) =>
  (await retrieved('rain', { filters: [{ key, operator, ...(value !== undefined && { value }) }] })).map(
    ({ of }) => of,
  );

const told = {
  retrieved: await retrieved('getting wet'),
  again,
  described: {
    name: described.client().name,
    embedder: described.client().info().embedder.fingerprint,
    embedded: silent.embedded.length,
  },
  usual: {
    name: usual.client().name,
    embedder: usual.client().info().embedder.fingerprint,
    embedded: named.embedded.length,
  },
  filters: {
    eq: await by('==', 'year', 2023),
    ne: await by('!=', 'year', 2024),
    gt: await by('>', 'year', 2023),
    lte: await by('<=', 'year', 2023),
    in: await by('in', 'year', [2023, 2022]),
    nin: await by('nin', 'year', [2024]),
    any: await by('any', 'tags', ['wet', 'dry']),
    all: await by('all', 'tags', ['wet', 'dry']),
    contains: await by('contains', 'tags', 'wet'),
    empty: await by('is_empty', 'tags'),
    or: (
      await retrieved('rain', {
        condition: 'or',
        filters: [
          { key: 'year', operator: '==', value: 2023 },
          { key: 'tags', operator: 'contains', value: 'wet' },
        ],
      })
    ).map(({ of }) => of),
  },
  hybrid: (
    await store.query({ mode: VectorStoreQueryMode.HYBRID, queryStr: 'umbrella', similarityTopK: 1 })
  ).nodes?.map((node) => node.sourceNode?.nodeId),
  ofDocument: (
    await store.query({
      mode: VectorStoreQueryMode.DEFAULT,
      queryEmbedding: vectorOf('rain'),
      similarityTopK: 3,
      docIds: ['bread'],
    })
  ).nodes?.map((node) => node.sourceNode?.nodeId),
  replaced: await store.add([
    new TextNode({ id_: 'note', text: 'rain', embedding: vectorOf('rain') }),
    new TextNode({ id_: 'note 2', text: 'bread', embedding: vectorOf('bread') }),
  ]),
  documents: store.client().info().documents,
};
await index.deleteRefDoc('rain');
const left = (await retrieved('rain')).map(({ of }) => of);
const refusals: string[] = [];
for (const refused of [
  () => store.query({ mode: VectorStoreQueryMode.MMR, queryEmbedding: [1, 0, 0], similarityTopK: 1 }),
  () => by('text_match', 'year', 'x'),
  () => by('in', 'year', 3),
  () => by('==', 'year', [3]),
]) {
  await refused().catch((error: { code: string }) => refusals.push(error.code));
}
await store.close();
console.log(JSON.stringify({ ...told, left, refusals }));
