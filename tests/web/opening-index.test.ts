// The index of an assistant's server while it is being made.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpeningIndex } from '../../cli/mcp/opening-index.js';
import type { SearchedFolder } from '../../cli/searched-folder.js';

/** An index that is there when the test says so. */
function opening(patienceMs?: number) {
  let resolve: (opened: SearchedFolder) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<SearchedFolder>((...settle) => {
    [resolve, reject] = settle;
  });
  let left: AbortSignal | undefined;
  const lines: string[] = [];
  const index = new OpeningIndex(
    (terminal, signal) => {
      left = signal;
      terminal.write('embed 10 %, 100/1000\n');
      return promise;
    },
    { write: (line) => lines.push(line) },
    patienceMs,
  );
  return { index, resolve, reject, lines, left: () => left?.aborted };
}

describe('an index that is being opened', () => {
  it('tells whoever asks too early how far it is, and is there later', async () => {
    const { index, resolve, lines } = opening(0);
    await assert.rejects(index.index(), /still being read \(embed 10 %, 100\/1000\); ask again/);
    assert.deepEqual(lines, ['embed 10 %, 100/1000\n'], 'whoever looks at the server sees it, too');
    let closed = 0;
    const opened = { index: 'it', [Symbol.asyncDispose]: async () => void closed++ };
    resolve(opened as unknown as SearchedFolder);
    assert.equal(await index.index(), 'it');
    await index.close();
    assert.equal(closed, 1);
  });

  it('says why it cannot be opened', async () => {
    const { index, reject } = opening();
    reject(new Error('there is no such folder'));
    await assert.rejects(index.failure, /no such folder/);
    await assert.rejects(index.index(), /no such folder/);
    await index.close();
  });

  it('is not made to the end if nobody asks any more', async () => {
    const { index, reject, left } = opening();
    const closing = index.close();
    assert.equal(left(), true);
    reject(new Error('interrupted'));
    await closing;
  });
});
