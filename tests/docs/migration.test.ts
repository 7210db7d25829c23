// What docs/adapters.md says of moving from MiniSearch is run, but for MiniSearch's own lines, which are comments there.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { promisify } from 'node:util';
import { MODEL, ROOT } from '../../tools/paths.js';
import { examplesOf } from '../web/readme.js';

const FOLDER = join(ROOT, 'build/migration-test');

const BEFORE = `import { LeannIndex, OnnxEmbedder } from 'leann-web';
const documents = [
  { id: 1, title: 'Rain', text: 'We walked home through the rain.', year: 2024 },
  { id: 2, title: 'Storm', text: 'The storm soaked us to the skin.', year: 2023 },
  { id: 3, title: 'Bread', text: 'Let the dough rise for an hour.', year: 2025 },
];
const query = 'getting wet';
`;

it('the ten lines that take the place of MiniSearch find what is meant, under the same condition', async () => {
  const examples = await examplesOf('docs/adapters.md');
  const { code = '' } = examples.find(({ section }) => section === 'MiniSearch and Orama') ?? {};
  const inNode = code
    .replace("'/model/', { wasmPaths: '/model/ort/' }", JSON.stringify(MODEL))
    .replace('{ embedder }', "{ embedder, store: 'memory' }");
  await mkdir(FOLDER, { recursive: true });
  try {
    await writeFile(
      join(FOLDER, 'moved.mjs'),
      `${BEFORE}${inNode}console.log(JSON.stringify(results)); await index.close(); await embedder.close();`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ['moved.mjs'], { cwd: FOLDER });
    const results = JSON.parse(stdout) as { id: string; title: string; metadata: object }[];
    const [first] = results;
    assert.deepEqual([first?.id, first?.title, first?.metadata], ['1', 'Rain', { year: 2024 }]);
    assert.ok(!results.some(({ id }) => id === '2'));
  } finally {
    await rm(FOLDER, { recursive: true, force: true });
  }
});
