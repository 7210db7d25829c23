// The files of a published index, as its manifest lists them (docs/hosting.md).

import { parseHostedManifest, shardFiles } from '../hosted/manifest.js';
import type { Hashes } from './listed-files.js';

/** Errors: those of {@link parseHostedManifest}; an Error if it is not JSON. */
export function publishedFiles(text: string, list: URL): Hashes {
  const manifest = parseHostedManifest(JSON.parse(text));
  const at = (path: string) => new URL(path, list).href;
  return new Map([
    ...manifest.files.map(({ path, sha256 }): [string, string] => [at(path), sha256]),
    ...shardFiles(manifest).map(({ path, sha256 }): [string, string] => [at(path), sha256]),
  ]);
}
