// Workers that a page starts for another thread: that thread has a line to each, and none stays longer than it is wanted.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { copyWorker } from '../../web/worker/copy-worker.js';
import { endpointOver } from '../../web/worker/port-line.js';
import { type Call, ROOT } from '../../web/worker/services.js';
import { expectCode } from './expect.js';
import { FakeWorker, fakeWorkers } from './worker-fake.js';

type Lines = AsyncGenerator<MessagePort, void>;

/** A line to a worker, for one test that ends the worker. */
async function withLine(
  act: (tested: { worker: FakeWorker; lines: Lines; controller: AbortController }) => Promise<void>,
): Promise<void> {
  const { start, made } = fakeWorkers();
  const controller = new AbortController();
  const lines = copyWorker(start, controller.signal);
  const { value: port } = await lines.next();
  const [worker] = made;
  assert.ok(worker && port);
  assert.ok(FakeWorker.alive.has(worker));
  await act({ worker, lines, controller });
  assert.ok(!FakeWorker.alive.has(worker), 'it stays');
  port.close();
}

describe('a worker for another thread', () => {
  it('answers over its line as over that of the page, and ends with the signal', async () => {
    const { start } = fakeWorkers();
    const controller = new AbortController();
    const lines = copyWorker(start, controller.signal);
    const { value: port } = await lines.next();
    assert.ok(port);
    const root = endpointOver(port).remote(ROOT);
    const another = await root.call('line', undefined);
    const nobody = endpointOver(another).remote<{ act: Call<undefined, void> }>({ number: 7 });
    await expectCode(nobody.call('act', undefined), 'closed');
    const end = lines.next();
    controller.abort();
    assert.deepEqual(await end, { done: true, value: undefined });
    port.close();
    another.close();
  });

  it('ends when whoever reads its line leaves', async () => {
    await withLine(async ({ lines }) => {
      await lines.return();
    });
  });

  it('is not started again when it crashes: its line ends', async () => {
    await withLine(async ({ worker, lines }) => {
      const end = lines.next();
      worker.crash('out of memory');
      assert.equal((await end).done, true);
    });
  });

  it('is not started for a signal that was aborted, and says why it could not be', async () => {
    const { start, made } = fakeWorkers();
    const none = await copyWorker(start, AbortSignal.abort()).next();
    assert.deepEqual([none.done, made.length], [true, 0]);
    const refused = () => {
      throw new Error('the policy forbids it');
    };
    const lines = copyWorker(refused, new AbortController().signal);
    assert.match(await expectCode(lines.next(), 'worker-crashed'), /the policy forbids it/);
  });
});
