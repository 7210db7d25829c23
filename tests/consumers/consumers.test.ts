// The package as others use it: installed into their apps, bundled by their bundlers, opened in Chromium.
// LEANN_CONSUMERS=all tries all of them, LEANN_CONSUMERS=NAME,NAME those; by default, a few.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Served } from '../../cli/static-server.js';
import { MODEL } from '../../tools/paths.js';
import type { LeannError } from '../../web/index.js';
import { BrowserSuite } from '../browser/fixture.js';
import { startDevServer } from './dev-server.js';
import { FIXTURES, type Fixture } from './fixtures.js';
import { serveToOthers } from './foreign-server.js';
import { install, installPackage, npm, type Packages } from './install.js';
import { assertWorks, outcomeOf } from './opened-app.js';

const wanted = process.env.LEANN_CONSUMERS ?? '';

function isWanted({ name, always = false }: Fixture): boolean {
  return wanted === '' ? always : wanted === 'all' || wanted.split(',').includes(name);
}

/** What a bundler says of us: a warning that names the package, or a module of it. */
function complaints(output: string): string[] {
  return output.split('\n').filter((line) => /warn/i.test(line) && /leann/i.test(line));
}

describe('the package in the apps of others', { timeout: 1_800_000 }, () => {
  const suite = new BrowserSuite();
  let packages: Packages;

  const others: Served[] = [];

  before(async () => {
    packages = await installPackage();
  });
  after(() => Promise.all(others.map((server) => server.close())));

  /** How the page is opened. */
  const queriesOf = async ({ foreign }: Fixture, folder: string): Promise<string[]> => {
    if (foreign === undefined) return [''];
    const queries: string[] = [];
    for (const folders of foreign) {
      const server = await serveToOthers(folders.map((each) => join(folder, 'node_modules/leann-web', each)));
      others.push(server);
      queries.push(`?from=${encodeURIComponent(server.url)}`);
    }
    return queries;
  };

  for (const fixture of FIXTURES.filter(isWanted)) {
    describe(fixture.name, () => {
      let folder: string;

      before(async () => {
        folder = await install(fixture.name, packages);
      });

      it('is built', async () => {
        const { code, output } = await npm(folder, 'run', 'build');
        assert.equal(code, 0, output);
        assert.deepEqual(complaints(output), []);
      });

      it('works', { skip: fixture.pageless === true }, async () => {
        const { url } = await suite.serve({ roots: { '/': join(folder, 'dist') } });
        for (const query of await queriesOf(fixture, folder)) {
          const { worker } = await assertWorks(suite.browser, `${url}/${query}`);
          assert.equal(worker.startsWith('blob:'), !fixture.copies, worker);
        }
      });

      it('loads the model', { skip: !fixture.model }, async () => {
        const ort = join(folder, 'node_modules/onnxruntime-web/dist');
        const roots = { '/': join(folder, 'dist'), '/models/': MODEL, '/models/ort/': ort };
        const { url } = await suite.serve({ roots });
        const { found, unsaid, runtimes } = await outcomeOf<{
          found: string;
          unsaid: LeannError;
          runtimes: string[];
        }>(suite.browser, `${url}/model.html`);
        assert.deepEqual(runtimes, ['onnxruntime', 'leann']);
        assert.equal(found, 'rain');
        assert.equal(unsaid.code, 'model-load');
        assert.match(unsaid.message, /wasmPaths/);
      });

      it('works while it is developed', { skip: !fixture.dev }, async () => {
        const server = await startDevServer(folder);
        try {
          await assertWorks(suite.browser, server.url);
          assert.deepEqual(complaints(server.output()), []);
        } finally {
          await server.close();
        }
      });
    });
  }
});
