// The rows of tokens that an encoder has in memory, and where it gets those from that it has not.
import { LeannError } from '../base/error.js';
import type { TokenBatch } from '../embed/session-inputs.js';
import type { LoadedEncoder } from './encoder-file.js';
import type { TokenShards } from './token-shards.js';
import { readTokens } from './tokens-file.js';

export class TokenRows {
  readonly #encoder: LoadedEncoder;
  readonly #shards: TokenShards | undefined;
  /** With which of the files the row of each token came, counted from 1; 0 if it is not there. */
  readonly #since: Uint16Array;
  #files = 0;

  /** `shards`: where rows are fetched from; default: nowhere. */
  constructor(encoder: LoadedEncoder, shards?: TokenShards) {
    this.#encoder = encoder;
    this.#shards = shards;
    this.#since = new Uint16Array(encoder.shape.vocabulary);
  }

  /** Files that were added. */
  get files(): number {
    return this.#files;
  }

  /** How many of the files had to be added until the rows of all tokens of these texts were there. */
  filesFor(texts: TokenBatch): number {
    return texts.flat().reduce((most, id) => Math.max(most, this.#since[id] ?? 0), 0);
  }

  /**
   * Puts the rows of a file into the encoder's table.
   * @throws LeannError `model-load` if the file is damaged, of another version or of another model; then it adds nothing.
   */
  async add(file: Uint8Array<ArrayBuffer>): Promise<void> {
    const { ids, scales, rows } = await readTokens(file, this.#encoder);
    const { hidden } = this.#encoder.shape;
    const table = this.#encoder.module.tokenTable();
    this.#files++;
    for (const [row, id] of ids.entries()) {
      table.scales[id] = scales[row] ?? 0;
      table.rows.set(rows.subarray(row * hidden, (row + 1) * hidden), id * hidden);
      this.#since[id] ||= this.#files;
    }
  }

  /**
   * Fetches the rows of these texts' tokens that are missing, their shards side by side.
   * @throws LeannError `network-failed` if a shard cannot be had now, `model-load` if it is damaged, `embedding-failed` for a
   *   token that has no row anywhere; the reason of `signal`.
   */
  async bring(texts: TokenBatch, signal?: AbortSignal): Promise<void> {
    const missing = this.#missing(texts);
    if (missing.length === 0) return;
    const files = (await this.#shards?.withRowsOf(missing, signal)) ?? [];
    for (const file of files) await this.add(file);
    const [id] = this.#missing(texts);
    if (id === undefined) return;
    throw new LeannError(
      'embedding-failed',
      `leann: cannot embed ${texts.length} texts: token ${id} has no row`,
    );
  }

  /** Ids that are no token's are left to the module. */
  #missing(texts: TokenBatch): number[] {
    return [...new Set(texts.flat())].filter((id) => this.#since[id] === 0);
  }
}
