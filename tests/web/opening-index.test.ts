// The index of an assistant's server while it is being made.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OpeningIndex } from '../../cli/mcp/opening-index.js';
import type { Terminal } from '../../cli/progress-bar.js';
import type { SearchedFolder } from '../../cli/searched-folder.js';

interface Opened {
  folder: SearchedFolder;
  /** How the next look at the folder ends. */
  refresh: () => Promise<void>;
  closed: number;
}

function opened(): Opened {
  const made: Opened = {
    folder: {
      index: undefined as unknown as SearchedFolder['index'],
      facts: async () => ({ titles: new Map(), fields: [] }),
      refresh: () => made.refresh(),
      [Symbol.asyncDispose]: async () => void made.closed++,
    },
    refresh: async () => undefined,
    closed: 0,
  };
  return made;
}

/** An index that is there when the test says so. */
function opening(patienceMs?: number) {
  let resolve: (opened: SearchedFolder) => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  let told: Terminal = { write: () => undefined };
  let left: AbortSignal | undefined;
  const lines: string[] = [];
  const index = new OpeningIndex(
    (terminal, signal) => {
      [told, left] = [terminal, signal];
      return new Promise<SearchedFolder>((...settle) => {
        [resolve, reject] = settle;
      });
    },
    { write: (line) => lines.push(line) },
    patienceMs,
  );
  return {
    index,
    resolve: (folder: SearchedFolder) => resolve(folder),
    reject: (reason: Error) => reject(reason),
    terminal: () => told,
    lines,
    left: () => left?.aborted,
  };
}

describe('an index that is being opened', () => {
  it('tells whoever asks too early how far it is, and is there later', async () => {
    const { index, resolve, terminal, lines } = opening(0);
    void index.opened();
    terminal().write('preparing the model\n');
    await assert.rejects(index.ready(), /still being read \(preparing the model\); ask again in a minute$/);
    terminal().show?.({ phase: 'embed', done: 97, total: 102 });
    await assert.rejects(
      index.ready(),
      /still being read \(step 2 of 8, embedding passages: 97 of 102 are done\); ask again/,
    );
    terminal().show?.(undefined);
    assert.deepEqual(
      lines,
      ['preparing the model\n', 'embed [#######################.] 97/102\n'],
      'whoever looks at the server sees it, too',
    );
    const { folder, ...state } = opened();
    resolve(folder);
    await index.opened();
    assert.equal((await index.ready()).folder, folder);
    assert.equal(state.closed, 0);
    await index.close();
  });

  it('is closed with the server', async () => {
    const { index, resolve } = opening();
    const reading = index.opened();
    const made = opened();
    resolve(made.folder);
    await reading;
    await index.close();
    assert.equal(made.closed, 1);
  });

  it('says why it cannot be opened, and is tried again with the next call', async () => {
    const { index, resolve, reject } = opening();
    const failing = index.ready();
    reject(new Error('there is no such folder'));
    await assert.rejects(failing, /no such folder/);
    const { folder } = opened();
    const later = index.ready();
    resolve(folder);
    assert.deepEqual(await later, { folder });
    await index.close();
  });

  it('answers with a remark where what has changed is not read yet, or cannot be', async () => {
    const { index, resolve, terminal } = opening(50);
    const reading = index.opened();
    const made = opened();
    resolve(made.folder);
    await reading;
    let end: () => void = () => undefined;
    let looks = 0;
    made.refresh = () => {
      looks++;
      terminal().show?.({ phase: 'graph', done: 1, total: 7 });
      return new Promise((done) => {
        end = done;
      });
    };
    for (let call = 0; call < 2; call++) {
      const { folder, remark } = await index.ready();
      assert.equal(folder, made.folder);
      assert.equal(
        remark,
        'documents have changed and are being read again (step 3 of 8, linking passages: 1 of 7 are done); this answer is from before',
      );
    }
    assert.equal(looks, 1, 'one look at a time');
    end();
    made.refresh = () => Promise.reject(new Error('leann: cannot read notes: it is gone'));
    await new Promise((done) => setTimeout(done));
    assert.equal(
      (await index.ready()).remark,
      'what has changed could not be read: cannot read notes: it is gone; this answer is from before',
    );
    made.refresh = async () => undefined;
    assert.deepEqual(await index.ready(), { folder: made.folder });
    await index.close();
  });

  it('is not made to the end if nobody asks any more', async () => {
    const { index, reject, left } = opening();
    index.opened().catch(() => undefined);
    const closing = index.close();
    assert.equal(left(), true);
    reject(new Error('interrupted'));
    await closing;
  });
});
