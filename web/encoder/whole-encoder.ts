// An encoder with rows of tokens, from its files.
import { LeannError, messageOf } from '../base/error.js';
import { loadEncoder } from './encoder-file.js';
import type { EncoderModule } from './encoder-module.js';
import { TokenRows } from './token-rows.js';
import type { TokenShards } from './token-shards.js';

export interface WholeEncoder {
  module: EncoderModule;
  rows: TokenRows;
}

/** A file of rows, and what it is called in errors. */
export interface TokensFile {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * An instance of `wasm` with the weights of `file` and the rows of `tokens`. `shards`: where other rows come from.
 * @throws LeannError `model-load` if a file is damaged, of another version or another model, or of a shape that is not taken.
 */
export async function loadWhole(
  wasm: WebAssembly.Module,
  file: Uint8Array<ArrayBuffer>,
  tokens: readonly TokensFile[],
  shards?: TokenShards,
): Promise<WholeEncoder> {
  const encoder = await loadEncoder(file, wasm);
  const rows = new TokenRows(encoder, shards);
  for (const { path, bytes } of tokens) {
    await rows.add(bytes).catch((cause: unknown) => {
      throw inFile(path, cause);
    });
  }
  return { module: encoder.module, rows };
}

/** Names the file that is wrong. */
function inFile(path: string, cause: unknown): LeannError {
  const reason = messageOf(cause).replace('cannot load encoder: ', '');
  return new LeannError('model-load', `leann: cannot load encoder: ${path}: ${reason}`, { cause });
}
