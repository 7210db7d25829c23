// Locks within one realm, as they stand in where there are no Web Locks.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LocalLocks } from '../../web/storage/locks.js';

describe('local locks', () => {
  it('are held by one alone or shared by many, first come, first served', async () => {
    const locks = new LocalLocks();
    const order: string[] = [];
    const readers = [await locks.hold('a', 'shared'), await locks.hold('a', 'shared')];
    const writer = locks.hold('a', 'exclusive').then((release) => {
      order.push('writer');
      return release;
    });
    const late = locks.hold('a', 'shared').then((release) => {
      order.push('late reader');
      return release;
    });
    await readers[0]?.();
    await settled();
    assert.deepEqual(order, []);
    await readers[1]?.();
    const release = await writer;
    await settled();
    assert.deepEqual(order, ['writer']);
    await release();
    await (await late)();
    assert.deepEqual(order, ['writer', 'late reader']);
  });

  it('are apart by name', async () => {
    const locks = new LocalLocks();
    await locks.hold('a', 'exclusive');
    await locks.hold('b', 'exclusive');
  });

  it('can be tried', async () => {
    const locks = new LocalLocks();
    const reader = await locks.hold('a', 'shared');
    assert.equal(await locks.tryHold('a'), undefined);
    await reader();
    const release = await locks.tryHold('a');
    assert.ok(release);
    assert.equal(await locks.tryHold('a'), undefined);
    await release();
  });

  it('are not waited for by those who gave up', async () => {
    const locks = new LocalLocks();
    const release = await locks.hold('a', 'exclusive');
    const controller = new AbortController();
    const given = locks.hold('a', 'exclusive', controller.signal);
    const next = locks.hold('a', 'shared');
    const reason = new Error('enough');
    controller.abort(reason);
    await assert.rejects(given, (error) => error === reason);
    await assert.rejects(locks.hold('b', 'shared', controller.signal), (error) => error === reason);
    await release();
    await (await next)();
    assert.ok(await locks.tryHold('a'));
  });
});

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
