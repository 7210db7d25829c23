// An index in IndexedDB with the real model on WASM, in every engine.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { serveScript } from '../browser/script-page.js';
import { assertNoProblems, ENGINE, EngineSuite } from './engine-suite.js';
import { EngineScript } from './script.js';

type Script = typeof import('../browser/leann-index-page.js');

/** Embedding that many, one after the other, takes many frames. */
const COUNT = 240;
const MEANING = 'a small animal';

describe(`an index in ${ENGINE}`, { timeout: 300_000 }, () => {
  const suite = new EngineSuite();
  let script: EngineScript<Script>;
  let url: string;

  before(async () => {
    ({ url } = suite.keep(await serveScript('browser/leann-index-page')));
    script = await EngineScript.open<Script>(await suite.context.newPage(), url);
  });

  it('is saved, and gives the same hits by words and meaning after a reload', async () => {
    const documents = readGlosses({ limit: COUNT });
    const word = /\w{6,}/.exec(documents[7]?.text ?? '')?.[0] ?? '';
    const empty = await script.call('open', 'glosses');
    assert.deepEqual([empty.documents, empty.saved, empty.embedder.device], [0, false, 'wasm']);
    await script.call('add', documents);
    const byMeaning = await script.call('hits', MEANING);
    const byWord = await script.call('hits', word);
    assert.equal(byMeaning.length, 5);
    assert.ok(
      byWord.some(({ matched, text }) => matched !== 'meaning' && text.includes(word)),
      word,
    );
    const info = await script.call('save');
    assert.deepEqual([info.documents, info.saved, info.generation], [COUNT, true, 1]);

    script = await EngineScript.open<Script>(script.page, url);
    const reopened = await script.call('open', 'glosses');
    assert.deepEqual([reopened.documents, reopened.generation], [COUNT, 1]);
    assert.deepEqual(await script.call('hits', MEANING), byMeaning);
    assert.deepEqual(await script.call('hits', word), byWord);
  });

  it('answers from the codes first, and lets the page draw meanwhile', async () => {
    script = await EngineScript.open<Script>(script.page, url);
    await script.call('open', 'glosses');
    const { updates, frames } = await script.call('searchAll', MEANING);
    assert.equal(updates[0]?.stats.recomputed, 0);
    assert.equal(updates.at(-1)?.final, true);
    assert.ok(updates.length > 2 && frames > 2, `${updates.length} updates, ${frames} frames`);
  });

  it('goes on from what another tab saved', async () => {
    const other = await EngineScript.open<Script>(await suite.context.newPage(), url);
    await other.call('open', 'glosses');
    await other.call('add', [{ id: 'theirs', text: 'a song about a river' }]);
    const adding = script.call('add', [{ id: 'mine', text: 'a bridge over a river' }]);
    await other.call('save');
    await adding;
    const info = await script.call('save');
    assert.deepEqual([info.documents, info.generation], [COUNT + 2, 3]);
    await other.page.close();
  });

  it('refuses damaged bytes, and deletes nothing', async () => {
    const other = await EngineScript.open<Script>(await suite.context.newPage(), url);
    await other.call('open', 'damaged');
    await other.call('add', [{ id: 'a', text: 'a song about a river' }]);
    await other.call('save');
    assert.equal(await other.call('failureOfDamaged', 'damaged'), 'corrupt, bytes kept');
    await other.page.close();
  });

  it('is let go of when another tab deletes it', async () => {
    assert.match(
      await script.call('failureAfterDelete', 'glosses'),
      /^closed: .*another tab deleted or replaced it/,
    );
    assertNoProblems(script.page);
  });
});
