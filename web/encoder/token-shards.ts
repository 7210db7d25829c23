// Fetches rows of tokens that a published folder keeps in shards, some tokens each (docs/hosting.md).
import { LeannError, messageOf } from '../base/error.js';
import { sha256 } from '../base/sha256.js';
import { folderReader, type ReadFile } from '../embed/file-source.js';
import type { TokenFiles } from '../embed/token-files.js';

export class TokenShards {
  readonly #read: ReadFile;
  readonly #files: TokenFiles;

  /** `folder`: of the model. */
  constructor(folder: string | URL, files: TokenFiles) {
    this.#read = folderReader(folder);
    this.#files = files;
  }

  /**
   * The shards that these tokens are in, each once. A failure is not kept: the next call tries again.
   * @throws LeannError `network-failed` if one cannot be had now, `model-load` if it is not what was published; the reason of
   *   `signal`.
   */
  async withRowsOf(ids: readonly number[], signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>[]> {
    const { rowsPerShard, shards } = this.#files;
    const names = new Set(ids.flatMap((id) => shards[Math.floor(id / rowsPerShard)] ?? []));
    return await Promise.all([...names].map((name) => this.#fetch(name, signal)));
  }

  async #fetch(name: string, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    const path = `${this.#files.folder}${name}.bin`;
    const content = await this.#read(path, { signal }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw unfetched(path, messageOf(cause), cause);
    });
    if ('missing' in content) throw unfetched(path, content.missing);
    if ((await sha256(content.bytes)).startsWith(name)) return content.bytes;
    const reason = 'it is not what was published (its SHA-256 differs)';
    throw new LeannError('model-load', `leann: cannot load encoder: ${path}: ${reason}`);
  }
}

function unfetched(path: string, reason: string, cause?: unknown): LeannError {
  return new LeannError('network-failed', `leann: cannot fetch rows of tokens: ${path}: ${reason}`, {
    cause,
  });
}
