// LangChain.js keeps its documents in an index: `leann-web/langchain`.

import { Document, type DocumentInterface } from '@langchain/core/documents';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { maximalMarginalRelevance } from '@langchain/core/utils/math';
import { type MaxMarginalRelevanceSearchOptions, VectorStore } from '@langchain/core/vectorstores';
import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import type { JsonObject } from '../base/json.js';
import { toUnitLength } from '../embed/pooling.js';
import type { ImportSource } from '../file/import-source.js';
import type { Where } from '../filter/where.js';
import type { Document as IndexDocument } from '../interface/document.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { Hit } from '../interface/search-update.js';
import { LeannIndex } from '../leann-index.js';
import { type EmbeddingsDescription, embedderOf } from './embeddings.js';

const USUAL_NAME = 'langchain';
const USUAL_FETCH = 20;

/** How the index of a store is opened: as {@link LeannIndex.open} does, under this name. */
export interface LeannStoreOptions extends Omit<OpenOptions, 'embedder' | 'split'>, EmbeddingsDescription {
  /** Default `'langchain'`. */
  name?: string;
}

/** Ids of documents, or all of them. */
export interface DeleteParams {
  ids?: string[];
  deleteAll?: boolean;
}

/**
 * A vector store of LangChain.js that keeps no vectors. Each document is one passage, whose vector is computed again by the
 * embeddings if a search needs it exactly. Its metadata must be JSON; filters are conditions on it ({@link Where}). Scores are
 * cosines.
 */
export class LeannVectorStore extends VectorStore {
  declare FilterType: Where;
  /** For all that LangChain has no words for. */
  readonly index: LeannIndex;

  /** @param config the open index, whose embedder has to be these embeddings; see {@link LeannVectorStore.open}. */
  constructor(embeddings: EmbeddingsInterface, config: { index: LeannIndex }) {
    super(embeddings, {});
    this.index = config.index;
  }

  /** Opens the store of that name, or makes it. Errors: those of {@link LeannIndex.open}. */
  static async open(
    embeddings: EmbeddingsInterface,
    options: LeannStoreOptions = {},
  ): Promise<LeannVectorStore> {
    const { name, settings } = await settingsOf(embeddings, options);
    return new LeannVectorStore(embeddings, { index: await LeannIndex.open(name, settings) });
  }

  /** Opens what {@link export} has given, in place of the store of that name. Errors: those of {@link LeannIndex.import}. */
  static async load(
    file: ImportSource,
    embeddings: EmbeddingsInterface,
    options: LeannStoreOptions = {},
  ): Promise<LeannVectorStore> {
    const { name, settings } = await settingsOf(embeddings, options);
    return new LeannVectorStore(embeddings, { index: await LeannIndex.import(name, file, settings) });
  }

  static override async fromTexts(
    texts: string[],
    metadatas: object[] | object,
    embeddings: EmbeddingsInterface,
    options: LeannStoreOptions = {},
  ): Promise<LeannVectorStore> {
    const documents = texts.map((pageContent, row) => {
      const metadata = { ...(Array.isArray(metadatas) ? metadatas[row] : metadatas) };
      return new Document({ pageContent, metadata });
    });
    return await LeannVectorStore.fromDocuments(documents, embeddings, options);
  }

  static override async fromDocuments(
    documents: DocumentInterface[],
    embeddings: EmbeddingsInterface,
    options: LeannStoreOptions = {},
  ): Promise<LeannVectorStore> {
    const store = await LeannVectorStore.open(embeddings, options);
    await store.addDocuments(documents);
    return store;
  }

  override _vectorstoreType(): string {
    return 'leann';
  }

  /** The ids are those of `options`, else of the documents, else new ones. Documents of an id that is there are replaced. */
  async addDocuments(documents: DocumentInterface[], options?: { ids?: string[] }): Promise<string[]> {
    const texts = documents.map(({ pageContent }) => pageContent);
    return await this.addVectors(await this.embeddings.embedDocuments(texts), documents, options);
  }

  /** As {@link addDocuments}, with vectors that the embeddings have made. */
  async addVectors(
    vectors: number[][],
    documents: DocumentInterface[],
    options: { ids?: string[] } = {},
  ): Promise<string[]> {
    if (vectors.length !== documents.length || (options.ids?.length ?? vectors.length) !== vectors.length) {
      const reason = 'there must be one vector, and one id if there are any, for each';
      throw new LeannError('invalid-argument', `leann: cannot add ${documents.length} documents: ${reason}`);
    }
    const added = documents.map(
      ({ id, pageContent, metadata }, row): IndexDocument => ({
        id: options.ids?.[row] ?? id ?? crypto.randomUUID(),
        text: pageContent,
        // Dates and the like become what JSON makes of them.
        metadata: JSON.parse(JSON.stringify(metadata)) as JsonObject,
        ...defined({ vector: vectors[row] }),
      }),
    );
    await this.index.update(added);
    return added.map(({ id }) => id);
  }

  override async delete({ ids, deleteAll = false }: DeleteParams = {}): Promise<void> {
    if (ids === undefined && !deleteAll) {
      throw new LeannError('invalid-argument', 'leann: cannot delete documents: ids or deleteAll are needed');
    }
    await this.index.delete(deleteAll ? await this.index.ids() : (ids ?? []));
  }

  async similaritySearchVectorWithScore(
    query: number[],
    k: number,
    filter?: this['FilterType'],
  ): Promise<[Document, number][]> {
    const hits = await this.#search(query, k, filter);
    return hits.map((hit) => [documentOf(hit), hit.meaning ?? hit.score]);
  }

  /** Documents that are near to the query and unlike each other. */
  async maxMarginalRelevanceSearch(
    query: string,
    options: MaxMarginalRelevanceSearchOptions<this['FilterType']>,
  ): Promise<Document[]> {
    const { k, fetchK = USUAL_FETCH, lambda = 0.5, filter } = options;
    const vector = await this.embeddings.embedQuery(query);
    const hits = await this.#search(vector, Math.max(k, fetchK), filter);
    const vectors = await this.embeddings.embedDocuments(hits.map(({ text }) => text));
    const chosen = maximalMarginalRelevance(vector, vectors, lambda, k);
    return chosen.flatMap((row) => (hits[row] ? [documentOf(hits[row])] : []));
  }

  /** Keeps what is there in the store that it was opened from, IndexedDB by default. */
  async save(): Promise<void> {
    await this.index.save();
  }

  /** The whole store as one file, for {@link LeannVectorStore.load}. */
  async export(): Promise<Blob> {
    return await this.index.export();
  }

  async close(): Promise<void> {
    await this.index.close();
  }

  async #search(query: number[], k: number, where: Where | undefined): Promise<Hit[]> {
    const options = { k, ...defined({ where }) };
    let hits: Hit[] = [];
    for await (const update of this.index.search(toUnitLength(Float32Array.from(query)), options))
      hits = update.hits;
    return hits;
  }
}

async function settingsOf(
  embeddings: EmbeddingsInterface,
  { name = USUAL_NAME, dimension, fingerprint, ...options }: LeannStoreOptions,
): Promise<{ name: string; settings: OpenOptions }> {
  const embedder = await embedderOf(embeddings, defined({ dimension, fingerprint }));
  // Vectors are of the texts alone.
  return { name, settings: { ...options, embedder, split: { context: false } } };
}

function documentOf({ id, text, metadata }: Hit): Document {
  return new Document({ id, pageContent: text, metadata: metadata ?? {} });
}
