// What an engine of search by words does in the comparison, and what it is given. One file in engines/ each.

/** A document of a collection. */
export interface Titled {
  id: string;
  title: string;
  text: string;
}

export interface Collection {
  documents: readonly Titled[];
  /** Whether these are all glosses of WordNet, whose graph and codes lie in demo/glosses. */
  isPrebuilt: boolean;
}

/** How many hits a query asks for. */
export const K = 10;

export interface Engine {
  /** Writes its stored form into a folder that is there and empty. */
  build(folder: string, collection: Collection): Promise<void>;
  /** From the stored form to where a query can be asked. */
  open(folder: string): Promise<OpenEngine>;
}

export interface OpenEngine {
  /** Ids of the best documents, best first: those of the first answer, if it gets better later. */
  search(query: string): Promise<string[]>;
  /** Bytes that a page would have fetched so far; undefined if it fetches all that is stored before it opens. */
  fetched?(): number;
  close(): Promise<void>;
}
