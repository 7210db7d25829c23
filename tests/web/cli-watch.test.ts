// `leann-web watch`: a published folder follows its documents.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LeannIndex } from '../../web/index.js';
import { type Running, start } from './cli-program.js';
import { modelFolder } from './model-folder.js';

describe('leann-web watch', { timeout: 120_000 }, () => {
  let folder: string;
  let watching: Running;
  let printed = '';
  let complained = '';

  /** Waits for so many builds, and gives what the last one said. */
  const builds = async (count: number): Promise<string> => {
    for (;;) {
      const lines = printed.split('\n').filter((line) => line.includes('passage'));
      if (lines.length >= count) return lines[count - 1] ?? '';
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const write = (name: string, text: string) => writeFile(join(folder, 'docs', name), text);
  const ids = async () => {
    await using index = await LeannIndex.fromUrl(join(folder, 'out'), { model: 'never' });
    return (await index.ids()).sort();
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leann-web-watch-'));
    await mkdir(join(folder, 'docs'));
    await write('rain.md', 'We walked home through the rain.');
    watching = start(['watch', 'docs', '--out', 'out', '--model', modelFolder()], folder);
    watching.program.stdout?.on('data', (text) => {
      printed += text;
    });
    watching.program.stderr?.on('data', (text) => {
      complained += text;
    });
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('publishes what is there', async () => {
    assert.match(await builds(1), /^1 document, 1 passage \(1 embedded, 0 known\)/);
    assert.deepEqual(await ids(), ['rain.md']);
  });

  it('publishes again once for changes that come together, and embeds only what is new', async () => {
    await Promise.all([write('bread.md', 'Knead the dough.'), write('stars.md', 'The rings of Saturn.')]);
    assert.match(await builds(2), /^3 documents, 3 passages \(2 embedded, 1 known\)/);
    assert.deepEqual(await ids(), ['bread.md', 'rain.md', 'stars.md']);
  });

  it('follows deletions', async () => {
    await rm(join(folder, 'docs/stars.md'));
    assert.match(await builds(3), /^2 documents, 2 passages \(0 embedded, 2 known\)/);
  });

  it('tells of a build that fails, leaves what is published, and goes on', async () => {
    for (const name of ['rain.md', 'bread.md']) await rm(join(folder, 'docs', name));
    while (!/cannot read docs/.test(complained)) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(await ids(), ['bread.md', 'rain.md']);
    await write('snow.md', 'Snow fell all night.');
    assert.match(await builds(4), /^1 document, 1 passage \(1 embedded/);
  });

  it('ends when it is told to', async () => {
    watching.program.kill('SIGINT');
    const { code } = await watching.ended;
    assert.equal(code, 0);
  });
});
