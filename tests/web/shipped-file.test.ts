// Where files of the package are after a bundler was at work, and what is done if they are nowhere.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { ROOT } from '../../tools/paths.js';
import { unpackedFile } from '../../web/base/packed-file.js';
import { shippedFile } from '../../web/base/shipped-file.js';

const PATH = 'web/core/leann-core.wasm';

/** The file, as a script at this URL names it. */
function from(script: string): string | undefined {
  return shippedFile(() => new URL('./leann-core.wasm', script), PATH)?.href;
}

describe('a file beside a script', () => {
  it('is there as long as the script is that of the package', () => {
    for (const folder of [
      'http://localhost/node_modules/leann-web/dist/',
      'file:///home/me/leann-web/dist/',
    ]) {
      assert.equal(from(`${folder}web/core/own-wasm.js`), `${folder}${PATH}`);
    }
  });

  it('is not there if the script was bundled and the name was left as it is', () => {
    assert.equal(from('http://localhost/node_modules/.vite/deps/leann-web.js?v=1'), undefined);
    assert.equal(from('file:///srv/app.js'), undefined);
  });

  it('is where a bundler put it', () => {
    const put = 'https://example.com/assets/leann-core-1f2e3d.wasm';
    assert.equal(shippedFile(() => new URL(put), PATH)?.href, put);
  });

  it('is not there for scripts without a place, or as data', () => {
    assert.equal(from('blob:http://localhost/1'), undefined);
    assert.equal(
      shippedFile(() => new URL('./x', undefined), PATH),
      undefined,
    );
    assert.equal(
      shippedFile(() => new URL('data:application/wasm;base64,AA=='), PATH),
      undefined,
    );
  });
});

describe('a packed file', () => {
  it('is unpacked as it was', async () => {
    const bytes = Buffer.from('Rain, rain, rain.');
    const size = Buffer.alloc(4);
    size.writeUInt32LE(bytes.length);
    const packed = Buffer.concat([size, deflateRawSync(bytes)]).toString('base64');
    assert.deepEqual(Buffer.from(await unpackedFile(packed, 'rain.txt')), bytes);
  });

  it('is refused if it is cut short', async () => {
    await assert.rejects(unpackedFile('AAA=', 'rain.txt'), { code: 'corrupt' });
  });
});

describe('the element where there is no page', () => {
  it('is imported and does nothing', async () => {
    const element = join(ROOT, 'dist/web/element/leann-search.js');
    const script = `import * as element from ${JSON.stringify(element)}; console.log(typeof element.LeannSearch);`;
    const run = promisify(execFile);
    const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', script]);
    assert.deepEqual([stdout, stderr], ['function\n', '']);
  });
});
