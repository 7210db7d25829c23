// Whether the files of a source have changed, without reading them.

import { stat } from 'node:fs/promises';
import { sourceFiles } from './source.js';

export interface WatchedSource {
  source: string;
  /** Folders that hold none of its documents. */
  out: string;
  cache: string;
  exclude: readonly string[];
}

/** Equal as long as no file is added, deleted or written. A source that is not there has a state as well. */
export async function stateOf({ source, out, cache, exclude }: WatchedSource): Promise<string> {
  const paths = await sourceFiles(source, { without: [out, cache], exclude }).catch(() => []);
  const lines = paths.map(async (path) => {
    const info = await stat(path).catch(() => undefined);
    return `${path}\n${info?.size}\n${info?.mtimeMs}`;
  });
  return (await Promise.all(lines)).join('\n');
}
