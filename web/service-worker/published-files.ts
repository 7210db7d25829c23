// The files of a published index, as its manifest lists them (docs/hosting.md).

import type { Hashes } from './listed-files.js';

/** What is read of manifest.json. */
interface Listed {
  files: { path: string; sha256: string }[];
  texts: { folder: string; shards: string[] };
}

/** Throws for what is no manifest. */
export function publishedFiles(text: string, list: URL): Hashes {
  const { files, texts }: Listed = JSON.parse(text);
  const at = (path: string) => new URL(path, list).href;
  return new Map([
    ...files.map(({ path, sha256 }): [string, string] => [at(path), sha256]),
    ...texts.shards.map((hash): [string, string] => [at(`${texts.folder}${hash}.bin`), hash]),
  ]);
}
