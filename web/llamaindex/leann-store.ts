// LlamaIndex.TS keeps its nodes in an index: `leann-web/llamaindex`.

import type { BaseEmbedding } from '@llamaindex/core/embeddings';
import { type BaseNode, MetadataMode } from '@llamaindex/core/schema';
import {
  BaseVectorStore,
  metadataDictToNode,
  nodeToMetadata,
  type VectorStoreQuery,
  type VectorStoreQueryResult,
} from '@llamaindex/core/vector-store';
import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import type { JsonObject } from '../base/json.js';
import { type Embedder, embedderFrom } from '../embed/embedder.js';
import { toUnitLength } from '../embed/pooling.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { Hit } from '../interface/search-update.js';
import { LeannIndex } from '../leann-index.js';
import { whereOf } from './filters.js';

const USUAL_NAME = 'llamaindex';
const PROBE = 'How long are the vectors?';

/** How the index of a store is opened: as {@link LeannIndex.open} does, under this name. */
export interface LeannStoreOptions extends Omit<OpenOptions, 'embedder' | 'split'> {
  /** Default `'llamaindex'`. */
  name?: string;
  /** Values in a vector. Default: a text is embedded to see. */
  dimension?: number;
  /** Names the model. Default: the class of the embeddings, and their `model`. */
  fingerprint?: string;
}

/**
 * A vector store of LlamaIndex.TS that keeps no vectors. Each node is one passage, with the text that LlamaIndex embeds of it, whose
 * vector is computed again if a query needs it exactly. Metadata must be JSON. Queries are by vector (mode `default`), or by
 * words and meaning (`hybrid`); similarities are cosines.
 */
export class LeannVectorStore extends BaseVectorStore<LeannIndex> {
  override storesText = true;
  readonly #index: LeannIndex;

  /** @param config the open index, whose embedder has to be these embeddings; see {@link LeannVectorStore.open}. */
  constructor(embedModel: BaseEmbedding, config: { index: LeannIndex }) {
    super({ embedModel });
    this.#index = config.index;
  }

  /** Opens the store of that name, or makes it. Errors: those of {@link LeannIndex.open}. */
  static async open(
    embedModel: BaseEmbedding,
    { name = USUAL_NAME, dimension, fingerprint, ...options }: LeannStoreOptions = {},
  ): Promise<LeannVectorStore> {
    const embedder = await embedderOf(embedModel, dimension, fingerprint);
    // Vectors are of the texts alone.
    const settings: OpenOptions = { ...options, embedder, split: { context: false } };
    return new LeannVectorStore(embedModel, { index: await LeannIndex.open(name, settings) });
  }

  /** For all that LlamaIndex has no words for. */
  override client(): LeannIndex {
    return this.#index;
  }

  /** Nodes with their embeddings; those of ids that are there are replaced. The ids. */
  override async add(nodes: BaseNode[]): Promise<string[]> {
    const documents = nodes.map((node) => ({
      id: node.id_,
      text: node.getContent(MetadataMode.EMBED),
      vector: node.getEmbedding(),
      // Dates and the like become what JSON makes of them.
      metadata: JSON.parse(JSON.stringify(nodeToMetadata(node))) as JsonObject,
    }));
    await this.#index.update(documents);
    return nodes.map(({ id_ }) => id_);
  }

  /** All nodes of a document. */
  override async delete(refDocId: string): Promise<void> {
    const where = { ref_doc_id: refDocId };
    const { documents } = this.#index.info();
    if (documents === 0) return;
    const { $id } = await this.#index.facets(['$id'], { where, limit: documents });
    await this.#index.delete($id.map(({ value }) => String(value)));
  }

  override async query(query: VectorStoreQuery): Promise<VectorStoreQueryResult> {
    const where = whereOf(query.filters, query.docIds);
    const options = { k: query.similarityTopK, ...defined({ where }) };
    let hits: Hit[] = [];
    for await (const update of this.#index.search(asked(query), options)) hits = update.hits;
    return {
      nodes: hits.map(({ metadata }) => metadataDictToNode({ ...metadata })),
      similarities: hits.map(({ meaning, score }) => meaning ?? score),
      ids: hits.map(({ id }) => id),
    };
  }

  /** Keeps what is there in the store that it was opened from, IndexedDB by default. */
  async save(): Promise<void> {
    await this.#index.save();
  }

  async close(): Promise<void> {
    await this.#index.close();
  }
}

/** What is searched for: a vector, or in mode `hybrid` the words as well. */
function asked({ mode, queryStr, queryEmbedding }: VectorStoreQuery): Float32Array | string {
  if (mode === 'hybrid' && queryStr !== undefined) return queryStr;
  if (mode === 'default' && queryEmbedding !== undefined)
    return toUnitLength(Float32Array.from(queryEmbedding));
  const reason = 'default needs a queryEmbedding, hybrid a queryStr, and there are no others';
  throw new LeannError('invalid-argument', `leann: cannot query with mode ${mode}: ${reason}`);
}

async function embedderOf(
  model: BaseEmbedding,
  dimension: number | undefined,
  fingerprint: string | undefined,
): Promise<Embedder> {
  const query = async (text: string) =>
    (await model.getQueryEmbedding({ type: 'text', text })) ?? (await model.getTextEmbedding(text));
  return embedderFrom(
    async (texts, { kind }) =>
      kind === 'query' ? await Promise.all(texts.map(query)) : await model.getTextEmbeddings(texts),
    {
      dimension: dimension ?? (await model.getTextEmbedding(PROBE)).length,
      fingerprint: fingerprint ?? nameOf(model),
    },
  );
}

function nameOf(embedModel: BaseEmbedding): string {
  const { model } = embedModel as { model?: unknown };
  return ['llamaindex', embedModel.constructor.name, ...(typeof model === 'string' ? [model] : [])].join(':');
}
