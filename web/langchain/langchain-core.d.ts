// The parts of LangChain's core that the adapter uses, as far as it does, since the package is nobody's dependency. Its own types
// take their place for whoever has it: tests/consumers/langchain/ compiles against those.

declare module '@langchain/core/documents' {
  export interface DocumentInterface {
    id?: string;
    pageContent: string;
    // biome-ignore lint/suspicious/noExplicitAny: as LangChain has it.
    metadata: Record<string, any>;
  }
  export class Document implements DocumentInterface {
    constructor(fields: { id?: string; pageContent: string; metadata?: Record<string, unknown> });
    id?: string;
    pageContent: string;
    // biome-ignore lint/suspicious/noExplicitAny: as LangChain has it.
    metadata: Record<string, any>;
  }
}

declare module '@langchain/core/embeddings' {
  export interface EmbeddingsInterface {
    embedDocuments(texts: string[]): Promise<number[][]>;
    embedQuery(text: string): Promise<number[]>;
  }
}

declare module '@langchain/core/utils/math' {
  export function maximalMarginalRelevance(
    query: number[],
    vectors: number[][],
    lambda?: number,
    k?: number,
  ): number[];
}

declare module '@langchain/core/vectorstores' {
  import type { DocumentInterface } from '@langchain/core/documents';
  import type { EmbeddingsInterface } from '@langchain/core/embeddings';

  export interface MaxMarginalRelevanceSearchOptions<Filter> {
    k: number;
    fetchK?: number;
    lambda?: number;
    filter?: Filter;
  }

  export abstract class VectorStore {
    FilterType: object | string;
    embeddings: EmbeddingsInterface;
    constructor(embeddings: EmbeddingsInterface, dbConfig: Record<string, unknown>);
    static fromTexts(
      texts: string[],
      metadatas: object[] | object,
      embeddings: EmbeddingsInterface,
      config: object,
    ): Promise<VectorStore>;
    static fromDocuments(
      documents: DocumentInterface[],
      embeddings: EmbeddingsInterface,
      config: object,
    ): Promise<VectorStore>;
    abstract _vectorstoreType(): string;
    delete(params?: object): Promise<void>;
    similaritySearch(
      query: string,
      k?: number,
      filter?: this['FilterType'] | undefined,
    ): Promise<DocumentInterface[]>;
  }
}
