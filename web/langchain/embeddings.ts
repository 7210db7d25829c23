// LangChain's embeddings as the embedder of an index.

import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { type Embedder, embedderFrom } from '../embed/embedder.js';

const PROBE = 'How long are the vectors?';

/** What an index has to know of embeddings. */
export interface EmbeddingsDescription {
  /** Values in a vector. Default: a text is embedded to see. */
  dimension?: number;
  /** Names the model. Default: the class of the embeddings, and their `model` or `modelName`. */
  fingerprint?: string;
}

export async function embedderOf(
  embeddings: EmbeddingsInterface,
  { dimension, fingerprint }: EmbeddingsDescription,
): Promise<Embedder> {
  return embedderFrom(
    async (texts, { kind }) =>
      kind === 'query'
        ? await Promise.all(texts.map((text) => embeddings.embedQuery(text)))
        : await embeddings.embedDocuments(texts),
    {
      dimension: dimension ?? (await embeddings.embedQuery(PROBE)).length,
      fingerprint: fingerprint ?? nameOf(embeddings),
    },
  );
}

function nameOf(embeddings: EmbeddingsInterface): string {
  const { model, modelName } = embeddings as { model?: unknown; modelName?: unknown };
  const name = [model, modelName].find((each) => typeof each === 'string');
  return ['langchain', embeddings.constructor.name, ...(name ? [name] : [])].join(':');
}
