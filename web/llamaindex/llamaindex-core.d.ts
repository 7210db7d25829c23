// The parts of LlamaIndex.TS's core that the adapter uses, as far as it does, since the package is nobody's dependency. Its own types
// take their place for whoever has it: tests/consumers/llamaindex/ compiles against those.

declare module '@llamaindex/core/embeddings' {
  export abstract class BaseEmbedding {
    abstract getTextEmbedding(text: string): Promise<number[]>;
    getTextEmbeddings: (texts: string[]) => Promise<number[][]>;
    getQueryEmbedding(query: { type: 'text'; text: string }): Promise<number[] | null>;
  }
}

declare module '@llamaindex/core/schema' {
  export enum MetadataMode {
    EMBED = 'EMBED',
    NONE = 'NONE',
  }
  export abstract class BaseNode {
    id_: string;
    getContent(mode: MetadataMode): string;
    getEmbedding(): number[];
  }
}

declare module '@llamaindex/core/vector-store' {
  import type { BaseEmbedding } from '@llamaindex/core/embeddings';
  import type { BaseNode } from '@llamaindex/core/schema';

  export interface MetadataFilter {
    key: string;
    value?: string | number | string[] | number[];
    operator: string;
  }
  export interface MetadataFilters {
    filters: MetadataFilter[];
    condition?: 'and' | 'or';
  }
  export interface VectorStoreQuery {
    queryEmbedding?: number[];
    similarityTopK: number;
    docIds?: string[];
    queryStr?: string;
    mode: string;
    filters?: MetadataFilters | undefined;
  }
  export interface VectorStoreQueryResult {
    nodes?: BaseNode[];
    similarities: number[];
    ids: string[];
  }
  export abstract class BaseVectorStore<Client = unknown> {
    embedModel: BaseEmbedding;
    abstract storesText: boolean;
    isEmbeddingQuery?: boolean;
    protected constructor(params?: { embedModel?: BaseEmbedding });
    abstract client(): Client;
    abstract add(nodes: BaseNode[]): Promise<string[]>;
    abstract delete(refDocId: string): Promise<void>;
    abstract query(query: VectorStoreQuery): Promise<VectorStoreQueryResult>;
  }
  export function nodeToMetadata(node: BaseNode): Record<string, unknown>;
  export function metadataDictToNode(metadata: Record<string, unknown>): BaseNode;
}
