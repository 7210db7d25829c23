// The columns of all metadata, for a published folder.

import { Column } from './column.js';
import { type Fielded, pathsOf, valuesOf } from './field.js';

/** Most columns: metadata may hold a key for every document. */
const MOST_COLUMNS = 64;

export interface MetadataColumns {
  /** By path. */
  columns: Map<string, Column>;
  /** Whether every path that has values has a column. */
  complete: boolean;
}

/** Columns for the paths that most documents have, ties by name. */
export function metadataColumns(documents: readonly Fielded[]): MetadataColumns {
  const counts = new Map<string, number>();
  for (const { metadata = {} } of documents) {
    for (const path of pathsOf(metadata)) counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  const paths = [...counts]
    .sort(([left, ofLeft], [right, ofRight]) => ofRight - ofLeft || (left < right ? -1 : 1))
    .map(([path]) => path)
    .slice(0, MOST_COLUMNS)
    .sort();
  const columnOf = (path: string) => Column.build(documents.map((document) => valuesOf(document, path)));
  return {
    columns: new Map(paths.map((path) => [path, columnOf(path)])),
    complete: paths.length === counts.size,
  };
}
