// Bytes as a stream: all of them, in their order, and other tasks in between.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { streamOf } from '../../web/base/byte-stream.js';

const PIECE = 2 ** 18;

async function piecesOf(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of streamOf(bytes)) pieces.push(piece);
  return pieces;
}

describe('a stream of bytes', () => {
  for (const length of [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7]) {
    it(`has all ${length} in their order, and is the part that it was made of`, async () => {
      const all = Uint8Array.from({ length: length + 20 }, (_, at) => at % 251);
      const bytes = all.subarray(10, 10 + length);
      assert.ok(Buffer.concat(await piecesOf(bytes)).equals(bytes));
    });
  }

  it('lets other tasks run between pieces', async () => {
    let tasks = 0;
    let next = setImmediate(function count() {
      tasks++;
      next = setImmediate(count);
    });
    const pieces = await piecesOf(new Uint8Array(64 * PIECE));
    clearImmediate(next);
    assert.equal(pieces.length, 64);
    assert.ok(tasks > 0, 'none did');
  });
});
