// The storage contract on folders, and what only they have to stand.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FileStore } from '../../tools/cli/file-store.js';
import { someCommit, storeContract } from './store-contract.js';

describe('file store', () => {
  let root = '';
  let folders = 0;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'leann-store-'));
  });

  after(() => rm(root, { recursive: true }));

  const newFolder = () => join(root, `index ${folders++}`);

  for (const { name, run } of storeContract) {
    it(name, async () => {
      const folder = newFolder();
      await run(async () => new FileStore(folder));
    });
  }

  it('leaves one generation and nothing unfinished', async () => {
    const folder = newFolder();
    const store = new FileStore(folder);
    const first = someCommit(undefined, 3, 1);
    await store.commit(first);
    await store.commit(someCommit(first.manifest, 3, 1));
    assert.deepEqual(await readdir(folder), ['generation-2']);
  });

  it('is not disturbed by what a crash left behind, or by other files', async () => {
    const folder = newFolder();
    await mkdir(join(folder, 'unfinished-abc'), { recursive: true });
    await writeFile(join(folder, 'unfinished-abc', 'manifest.json'), '{');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    const store = new FileStore(folder);
    assert.equal(await store.load(), undefined);
    await store.commit(someCommit(undefined, 3, 1));
    assert.equal((await new FileStore(folder).load())?.documents.length, 3);
  });

  it('finds damage in each of its files', async () => {
    const folder = newFolder();
    await new FileStore(folder).commit(someCommit(undefined, 200, 1));
    for (const name of ['manifest.json', 'documents.json', 'passages.jsonl']) {
      const path = join(folder, 'generation-1', name);
      const bytes = await readFile(path);
      for (const damaged of [
        Buffer.alloc(0),
        bytes.subarray(0, -2),
        flipped(bytes, bytes.length >> 1),
        undefined,
      ]) {
        await (damaged === undefined ? rm(path) : writeFile(path, damaged));
        const read = async () => {
          const store = new FileStore(folder);
          await store.load();
          await store.passages(1, [0, 70, 199]);
        };
        await assert.rejects(
          read,
          { code: name === 'manifest.json' && !damaged ? 'storage-failed' : 'corrupt' },
          name,
        );
      }
      await writeFile(path, bytes);
    }
  });

  function flipped(bytes: Uint8Array, at: number): Uint8Array {
    const copy = Uint8Array.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ 1;
    return copy;
  }
});
