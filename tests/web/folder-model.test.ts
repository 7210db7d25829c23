// The model of a published folder: when it is loaded, and what searches do until then.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Embedder } from '../../web/embed/embedder.js';
import { FolderModel } from '../../web/folder-model.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { SearchUpdate } from '../../web/interface/search-update.js';
import { LaterModel } from '../../web/later-model.js';
import { wordEmbedder } from './word-embedder.js';

function lazy(load: (signal: AbortSignal) => Promise<Embedder> = async () => wordEmbedder()) {
  const states: string[] = [];
  const { dimension, fingerprint } = wordEmbedder();
  const model = new FolderModel({
    dimension,
    fingerprint,
    isThere: true,
    bytes: 12,
    load,
    onState: (state) => states.push(state),
  });
  return { model, states };
}

/** Searches once, of which the table knows that much; returns with and without the model, and which updates are final. */
async function asked(later: LaterModel, known: number, options: SearchOptions = {}) {
  const models: (boolean | undefined)[] = [];
  const search = async function* ({ model }: SearchOptions) {
    models.push(model);
    const stats = model ? { query: 'model' } : { query: 'table', known };
    yield { hits: [], matchedWords: [], final: true, stats } as unknown as SearchUpdate;
  };
  const finals: boolean[] = [];
  for await (const { final } of later.searching(options, search)) finals.push(final);
  return { models, finals };
}

/** Whether a search goes with the model. */
async function searched(later: LaterModel, options: SearchOptions = {}): Promise<boolean | undefined> {
  return (await asked(later, 1, options)).models[0];
}

const someTime = () => new Promise((resolve) => setTimeout(resolve, 700));

describe('the model of a folder', () => {
  it('is loaded once, by the first text that is embedded', async () => {
    let loads = 0;
    const { model, states } = lazy(async () => {
      loads++;
      return wordEmbedder();
    });
    assert.equal(model.state, 'waiting');
    const [[one], [other]] = await Promise.all([model.embed(['rain']), model.embed(['rain'])]);
    assert.deepEqual(one, other);
    assert.deepEqual([loads, states, model.bytes], [1, ['loading', 'ready'], 12]);
    await model.close();
  });

  it('is loaded again if that failed', async () => {
    let fails = true;
    const { model, states } = lazy(async () => {
      if (fails) throw new Error('no line');
      return wordEmbedder();
    });
    await assert.rejects(model.load(), /no line/);
    assert.equal(model.state, 'failed');
    fails = false;
    await model.load();
    assert.deepEqual(states, ['loading', 'failed', 'loading', 'ready']);
  });

  it('is refused and closed if it is another than the index was made with', async () => {
    const other = wordEmbedder('others');
    const { model } = lazy(async () => other);
    await assert.rejects(model.load(), { code: 'embedder-mismatch' });
    await assert.rejects(other.embed(['rain']), { code: 'closed' });
  });

  it('is no longer loaded when the index is closed', async () => {
    const { model, states } = lazy(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const loading = assert.rejects(model.load(), { code: 'closed' });
    await model.close();
    await loading;
    await assert.rejects(model.embed(['rain']), { code: 'closed' });
    assert.deepEqual(states, ['loading']);
  });
});

describe('searches until the model is there', () => {
  it('go without it, and it is loaded after the first', async () => {
    const { model } = lazy();
    const later = new LaterModel(model, 'auto');
    await someTime();
    assert.equal(later.state, 'waiting');
    assert.equal(await searched(later), false);
    await someTime();
    assert.equal(later.state, 'ready');
    assert.equal(await searched(later), true);
  });

  it('go on with it if the table knows too little, unless it is not to be loaded', async () => {
    const goesOn = { models: [false, true], finals: [false, true] };
    const ends = { models: [false], finals: [true] };
    assert.deepEqual(await asked(new LaterModel(lazy().model, 'auto'), 0.4), goesOn);
    assert.deepEqual(await asked(new LaterModel(lazy().model, 'auto'), 0.6), ends);
    assert.deepEqual(await asked(new LaterModel(lazy().model, 'never'), 0.4), ends);
    for (const options of [{ model: false }, { mode: 'words' }] as const) {
      assert.deepEqual(await asked(new LaterModel(lazy().model, 'auto'), 0, options), ends);
    }
    const { model } = lazy(() => Promise.reject(new Error('no line')));
    await model.load().catch(() => undefined);
    assert.deepEqual(await asked(new LaterModel(model, 'auto'), 0), ends);
  });

  it('may ask for it, or do without it', async () => {
    const { model } = lazy();
    const later = new LaterModel(model, 'never');
    assert.equal(await searched(later, { model: true }), true);
    await later.load();
    assert.equal(await searched(later, { model: false }), false);
  });

  it('do not have it loaded if it never is, until somebody wants it', async () => {
    const { model } = lazy();
    const later = new LaterModel(model, 'never');
    await searched(later);
    await someTime();
    assert.equal(later.state, 'waiting');
    await later.load();
    assert.equal(await searched(later), true);
  });

  it('do not have it loaded if it adds nothing, as far as that is known', async () => {
    for (const [recall, state] of [
      [{ queries: 100, first: 0.9, final: 0.9 }, 'waiting'],
      [{ queries: 100, first: 0.9, final: 0.89 }, 'waiting'],
      [{ queries: 100, first: 0.8, final: 0.9 }, 'ready'],
      [{ queries: 100, final: 0.9 }, 'ready'],
    ] as const) {
      const later = new LaterModel(lazy().model, 'auto', recall);
      await searched(later);
      await someTime();
      assert.equal(later.state, state, JSON.stringify(recall));
    }
  });

  it('need not come first if the page is idle', async () => {
    const { model } = lazy();
    const later = new LaterModel(model, 'idle');
    await someTime();
    assert.equal(later.state, 'ready');
  });

  it('do not have it loaded where the line is slow or data is to be saved', async () => {
    for (const connection of [{ saveData: true }, { effectiveType: '3g' }, { effectiveType: 'slow-2g' }]) {
      const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
      Object.defineProperty(globalThis, 'navigator', { value: { connection }, configurable: true });
      try {
        const later = new LaterModel(lazy().model, 'auto');
        await searched(later);
        await someTime();
        assert.equal(later.state, 'waiting', JSON.stringify(connection));
      } finally {
        if (before === undefined) Reflect.deleteProperty(globalThis, 'navigator');
        else Object.defineProperty(globalThis, 'navigator', before);
      }
    }
  });
});
