// What some browsers lack, or do in a way of their own: Safari and Firefox, as far as Node can stand in for them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { afterEach, describe, it } from 'node:test';
import { pdfReader } from '../../cli/pdf-reader.js';
import { openChannel } from '../../web/base/channel.js';
import { LeannIndex } from '../../web/index.js';
import { readFile } from '../../web/read/read-file.js';
import { madePdf } from './made-pdf.js';

const restore: (() => void)[] = [];

/** Until the test ends. */
function replace(owner: object, key: PropertyKey, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  restore.push(() => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  });
  Object.defineProperty(owner, key, { value, configurable: true, writable: true });
}

afterEach(() => {
  for (const act of restore.splice(0)) act();
});

describe('a browser', () => {
  it('whose streams cannot be iterated, as in Safari, reads PDF', async () => {
    const bytes = madePdf({ pages: [['Bees and boats']] });
    replace(ReadableStream.prototype, Symbol.asyncIterator, undefined);
    const { text } = await readFile(bytes, 'pdf', { pdf: pdfReader });
    assert.match(text, /Bees and boats/);
  });

  it('that allows no channels, as Firefox where a site may store nothing, goes without', () => {
    replace(
      globalThis,
      'BroadcastChannel',
      class {
        constructor() {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        }
      },
    );
    assert.equal(openChannel('some name'), undefined);
  });

  it('that asks its user, who never answers, is not waited for longer than is wanted', async () => {
    let answer: (granted: boolean) => void = () => undefined;
    const persist = () =>
      new Promise<boolean>((resolve) => {
        answer = resolve;
      });
    replace(globalThis, 'navigator', { storage: { persist } });
    const reason = new Error('no longer wanted');
    const controller = new AbortController();
    const asked = LeannIndex.persist({ signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(asked, reason);
    await assert.rejects(LeannIndex.persist({ signal: AbortSignal.abort(reason) }), reason);
    const again = LeannIndex.persist({ signal: new AbortController().signal });
    answer(true);
    assert.equal(await again, true);
    const unlimited = LeannIndex.persist();
    answer(false);
    assert.equal(await unlimited, false);
  });

  it('without Symbol.asyncDispose, as Safari, has no method named "undefined"', () => {
    const module = new URL('../../web/index.js', import.meta.url);
    const script = `
      const known = Symbol;
      globalThis.Symbol = new Proxy((name) => known(name), {
        get: (_, key) => (key === 'asyncDispose' ? undefined : known[key]),
      });
      const { LeannIndex } = await import('${module}');
      const names = Object.getOwnPropertyNames(LeannIndex.prototype);
      console.log(names.includes('undefined'), names.includes('search'));`;
    const told = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.equal(told.trim(), 'false true');
    assert.equal(typeof LeannIndex.prototype[Symbol.asyncDispose], 'function');
  });
});
