// An encoder with copies, here all in one thread: the same bits however texts are shared, and nothing is lost with a copy.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EncoderCopy, StartCopy } from '../../web/embed/encoder-copy.js';
import { EncoderModule } from '../../web/encoder/encoder-module.js';
import { EncoderPool } from '../../web/encoder/encoder-pool.js';
import { defaultThreads, threadsFor } from '../../web/encoder/encoder-threads.js';
import { longestFirst, sharesOf, tokensOf } from '../../web/encoder/token-shares.js';
import { encoderModule } from './encoder-modules.js';
import { loadMadeUp, madeUpBert, madeUpFiles, madeUpText } from './made-up-bert.js';

const wasm = await encoderModule('plain');
const files = madeUpFiles(madeUpBert({ hidden: 128, heads: 2, inner: 256, layers: 2 }));
const module = await loadMadeUp(files, wasm);
const TEXTS = [30, 5, 80, 64, 1, 77, 40, 12, 33].map((length, number) => madeUpText(length, number));
const EXPECTED = module.embed(TEXTS, 'mean');

/** Starts copies that a test can look at. */
class Copies {
  /** Stands in for theirs. */
  embed: EncoderCopy['embed'] | undefined;
  started = 0;
  /** Texts that each was given. */
  readonly given: number[] = [];
  ended: AbortSignal | undefined;

  readonly start: StartCopy = async (state, ended) => {
    const number = this.started++;
    this.ended = ended;
    const copy = await EncoderModule.copyOf(state());
    this.given[number] = 0;
    return {
      embed: async (batch, pooling, signal) => {
        this.given[number] = (this.given[number] ?? 0) + batch.length;
        return this.embed === undefined ? copy.embed(batch, pooling) : this.embed(batch, pooling, signal);
      },
    };
  };
}

function poolOf(
  threads: number,
  start?: StartCopy,
  rows?: { files: number; filesFor(): number },
): EncoderPool {
  return new EncoderPool(module, { wasm, rows, threads, start });
}

/** Embeds until all copies are there. */
async function warm(pool: EncoderPool, threads: number): Promise<void> {
  for (let run = 1; run < threads; run++) {
    await pool.embed(TEXTS, 'mean');
    await settled();
  }
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await nextTurn();
}

describe('an encoder and its copies', () => {
  it('give the bits of one alone, in order, whatever their number', async () => {
    for (const threads of [1, 2, 3, 4]) {
      const copies = new Copies();
      const pool = poolOf(threads, copies.start);
      await warm(pool, threads);
      assert.equal(copies.started, threads - 1);
      const before = [...copies.given];
      assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
      assert.deepEqual(await pool.embed(TEXTS, 'cls'), module.embed(TEXTS, 'cls'));
      for (const [copy, count] of copies.given.entries()) assert.ok(count > (before[copy] ?? 0));
    }
  });

  it('start one after another, and no batch waits for one', async () => {
    const waiting: (() => void)[] = [];
    const copies = new Copies();
    const start: StartCopy = async (state, ended) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return copies.start(state, ended);
    };
    const pool = poolOf(3, start);
    for (let run = 0; run < 3; run++) assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    assert.deepEqual([waiting.length, copies.started], [1, 0]);
    waiting[0]?.();
    await settled();
    await pool.embed(TEXTS, 'mean');
    assert.deepEqual([waiting.length, copies.started], [2, 1]);
  });

  it('are given only texts whose rows of tokens were there when they were made', async () => {
    const copies = new Copies();
    let needed = 1;
    const rows = { files: 1, filesFor: () => needed };
    const pool = poolOf(2, copies.start, rows);
    await warm(pool, 2);
    await pool.embed(TEXTS, 'mean');
    const before = copies.given[0] ?? 0;
    assert.ok(before > 0);
    rows.files = needed = 2;
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    assert.equal(copies.given[0], before);
    needed = 1;
    await pool.embed(TEXTS, 'mean');
    assert.ok((copies.given[0] ?? 0) > before);
  });

  it('are not started for what is no work to share', async () => {
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await pool.embed([madeUpText(80, 1)], 'mean');
    await pool.embed([madeUpText(9, 1), madeUpText(8, 2)], 'mean');
    await pool.embed([], 'mean');
    assert.equal(copies.started, 0);
  });

  it('go on as one where none can be started, which is tried once', async () => {
    let tried = 0;
    const pool = poolOf(4, async () => {
      tried++;
      throw new Error('refused');
    });
    for (let run = 0; run < 3; run++) {
      assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
      await settled();
    }
    assert.equal(tried, 1);
  });

  it('lose nothing with a copy that fails, and do without it', async () => {
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await warm(pool, 2);
    const before = copies.given[0] ?? 0;
    copies.embed = async () => {
      await nextTurn();
      throw new Error('the worker ended');
    };
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    const given = copies.given[0] ?? 0;
    assert.ok(given > before);
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    assert.deepEqual([copies.given[0], copies.started], [given, 1]);
  });

  it('are not waited for when they do not answer, and are asked again once they have', async () => {
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await warm(pool, 2);
    const before = copies.given[0] ?? 0;
    let answer: (() => void) | undefined;
    copies.embed = (batch, pooling) =>
      new Promise((resolve) => {
        answer = () => resolve(module.embed(batch, pooling));
      });
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    const given = copies.given[0] ?? 0;
    assert.ok(given > before);
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    assert.equal(copies.given[0], given);
    answer?.();
    copies.embed = undefined;
    await settled();
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
    assert.ok((copies.given[0] ?? 0) > given);
    assert.equal(copies.started, 1);
  });

  it('refuse a text that is no text, whoever has it', async () => {
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await warm(pool, 2);
    for (let bad = 0; bad < TEXTS.length; bad++) {
      const texts = TEXTS.map((text, number) => (number === bad ? [-1, ...text] : text));
      await assert.rejects(pool.embed(texts, 'mean'), /no such tokens|more than 80/);
    }
    assert.deepEqual(await pool.embed(TEXTS, 'mean'), EXPECTED);
  });

  it('end a batch whose signal is aborted, and stay', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let told: AbortSignal | undefined;
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await warm(pool, 2);
    copies.embed = (_batch, _pooling, signal) => {
      told = signal;
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    };
    const embedding = pool.embed(TEXTS, 'mean', controller.signal);
    await settled();
    controller.abort(reason);
    await assert.rejects(embedding, reason);
    assert.equal(told, controller.signal);
    const given = copies.given[0] ?? 0;
    const again = new AbortController();
    const next = pool.embed(TEXTS, 'mean', again.signal);
    assert.ok((copies.given[0] ?? 0) > given);
    again.abort(reason);
    await assert.rejects(next, reason);
  });

  it('end together', async () => {
    const copies = new Copies();
    const pool = poolOf(2, copies.start);
    await warm(pool, 2);
    const embedding = pool.embed(TEXTS, 'mean');
    pool.close();
    assert.equal(copies.ended?.aborted, true);
    assert.deepEqual(await embedding, EXPECTED);
  });
});

describe('shares', () => {
  it('have about as many tokens each, and every row once', () => {
    for (const count of [1, 2, 3, 4]) {
      const rows = longestFirst(TEXTS);
      const shares = sharesOf(TEXTS, rows, count);
      assert.deepEqual(
        shares.flat().sort((a, b) => a - b),
        [...TEXTS.keys()],
      );
      const tokens = shares.map((share) => tokensOf(TEXTS, share));
      const most = Math.max(...tokens);
      // Otherwise another share would have got the text that it got last.
      const last = shares[tokens.indexOf(most)]?.slice(-1) ?? [];
      assert.ok(most - tokensOf(TEXTS, last) <= Math.min(...tokens), `${count}: ${tokens}`);
    }
    assert.deepEqual(sharesOf([[1], [1]], [0, 1], 4), [[0], [1], [], []]);
  });
});

describe('the number of threads', () => {
  const MINILM = 30e6;

  it('is one in Node, whatever is asked for', () => {
    assert.deepEqual([threadsFor(undefined, MINILM), threadsFor(4, MINILM)], [1, 1]);
  });

  it('is half of the processors, two of two and four at most', () => {
    const threads = [1, 2, 3, 4, 6, 8, 64].map((hardwareConcurrency) =>
      defaultThreads({ hardwareConcurrency }, MINILM),
    );
    assert.deepEqual(threads, [1, 2, 2, 2, 3, 4, 4]);
  });

  it('is less where memory is small, or the model large', () => {
    const device = { hardwareConcurrency: 8, deviceMemory: 8 };
    assert.equal(defaultThreads(device, MINILM), 4);
    assert.equal(defaultThreads({ ...device, deviceMemory: 4 }, MINILM), 4);
    assert.equal(defaultThreads({ ...device, deviceMemory: 2 }, MINILM), 1);
    assert.deepEqual(
      [110e6, 340e6].map((bytes) => defaultThreads(device, bytes)),
      [2, 1],
    );
  });
});
