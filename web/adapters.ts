// Other people's embedders as ours. Nothing of theirs is imported: they are described by what is called.

import { type Embedder, type EmbedderDescription, embedderFrom } from './embed/embedder.js';

/** What is not found out by embedding a text. The fingerprint has to change whenever the vectors do. */
export interface AdapterOptions extends Omit<EmbedderDescription, 'dimension'> {
  /** Put before queries and passages. Default ''. */
  queryPrefix?: string;
  passagePrefix?: string;
}

/** A pipeline 'feature-extraction' of transformers.js. */
export type FeatureExtraction = (
  texts: string[],
  options: { pooling: 'mean' | 'cls' | 'last_token'; normalize: boolean },
) => Promise<{ tolist(): unknown }>;

/** `embedMany` of the Vercel AI SDK (package `ai`), for a model of that kind. */
export type EmbedMany<Model> = (call: {
  model: Model;
  values: string[];
  abortSignal?: AbortSignal;
}) => Promise<{ embeddings: number[][] }>;

/** Embeddings of LangChain. */
export interface LangChainEmbeddings {
  embedDocuments(texts: string[]): Promise<number[][]>;
  embedQuery(text: string): Promise<number[]>;
}

type Embed = (
  texts: string[],
  kind: 'query' | 'passage',
  signal: AbortSignal | undefined,
) => Promise<ArrayLike<number>[]>;

/**
 * Embeds with a pipeline of transformers.js: `await pipeline('feature-extraction', …)`.
 * @param options with `pooling`, default 'mean'.
 * @throws LeannError as of {@link embedderFrom}, and `embedding-failed` if the pipeline gives something else than vectors.
 */
export async function fromTransformers(
  extract: FeatureExtraction,
  { pooling = 'mean', ...options }: AdapterOptions & { pooling?: 'mean' | 'cls' | 'last' },
): Promise<Embedder> {
  const settings = { pooling: pooling === 'last' ? 'last_token' : pooling, normalize: true } as const;
  const embed: Embed = async (texts) => (await extract(texts, settings)).tolist() as number[][];
  return await described(embed, { ...options, fingerprint: `${options.fingerprint}:${pooling}` });
}

/**
 * Embeds with `embedMany` of the Vercel AI SDK and one of its models. The texts leave the machine if that model is elsewhere.
 * @throws LeannError as of {@link embedderFrom}.
 */
export async function fromVercel<Model>(
  embedMany: EmbedMany<Model>,
  model: Model,
  options: AdapterOptions,
): Promise<Embedder> {
  return await described(async (values, _, signal) => {
    const call = { model, values, ...(signal && { abortSignal: signal }) };
    return (await embedMany(call)).embeddings;
  }, options);
}

/**
 * Embeds with LangChain's embeddings: `embedQuery` for queries, `embedDocuments` for passages.
 * @throws LeannError as of {@link embedderFrom}.
 */
export async function fromLangChain(
  embeddings: LangChainEmbeddings,
  options: AdapterOptions,
): Promise<Embedder> {
  return await described(
    (texts, kind) =>
      kind === 'query'
        ? Promise.all(texts.map((text) => embeddings.embedQuery(text)))
        : embeddings.embedDocuments(texts),
    options,
  );
}

/** Prefixes decide vectors, so they are part of the fingerprint. The dimension is that of a short text's vector. */
async function described(
  embed: Embed,
  { queryPrefix = '', passagePrefix = '', ...options }: AdapterOptions,
): Promise<Embedder> {
  const prefixes = { query: queryPrefix, passage: passagePrefix };
  const [vector] = await embed([`${passagePrefix}a`], 'passage', undefined);
  const hasPrefix = queryPrefix !== '' || passagePrefix !== '';
  return embedderFrom(
    async (texts, { kind, signal }) =>
      await embed(
        texts.map((text) => prefixes[kind] + text),
        kind,
        signal,
      ),
    {
      ...options,
      dimension: vector?.length ?? 0,
      fingerprint: hasPrefix
        ? `${options.fingerprint}:${JSON.stringify([queryPrefix, passagePrefix])}`
        : options.fingerprint,
    },
  );
}
