// Search by words: codes and names, words that are being typed, typing errors, phrases, and words to leave out.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from '../../web/interface/document.js';
import type { SearchMode, SearchOptions } from '../../web/interface/search-request.js';
import type { LeannIndex } from '../../web/leann-index.js';
import { addAll, hitsOf, updatesOf } from './drive.js';
import { plainEmbedder } from './plain-embedder.js';
import { type Tested, withIndex } from './with-index.js';
import { someDocuments } from './word-embedder.js';

const NAMED: Document[] = [
  { id: 'error', text: 'The clock on the house says ERR_CONN_RESET and stops.' },
  { id: 'name', text: 'A song by Siobhan MacGiolla, on paper.' },
  { id: 'script', text: 'Put node.js 18.2 under the stone by the lake.' },
  { id: 'part', title: 'Part KX-4711-B', text: 'For the milk, with salt.' },
  { id: 'section', text: '# Straße nach Łódź\n\nA road with trees.' },
  { id: 'capital', text: '東京都庁の時計' },
];

/** What is typed, and what is meant. */
const MEANT: [string, string][] = [
  ['ERR_CONN_RESET', 'error'],
  ['err_conn_reset', 'error'],
  ['conn reset', 'error'],
  ['siobhan', 'name'],
  ['song of MacGiolla', 'name'],
  ['node.js', 'script'],
  ['nodejs', 'script'],
  ['18.2', 'script'],
  ['KX-4711-B', 'part'],
  ['kx4711b', 'part'],
  ['4711', 'part'],
  ['milk KX-4711-B', 'part'],
  ['strasse', 'section'],
  ['lodz', 'section'],
  ['東京', 'capital'],
];

/** As many that are linked as are buffered, so that words are looked for in both. */
async function addTwice(index: LeannIndex, documents: readonly Document[]): Promise<void> {
  const named = (where: string) => documents.map(({ id, ...rest }) => ({ ...rest, id: `${where} ${id}` }));
  await addAll(index, [...someDocuments(40), ...named('linked')]);
  await addAll(index, [...someDocuments(5, 40), ...named('buffered')]);
  assert.equal(index.info().compaction.buffered > documents.length, true);
}

/** Both places of each document, in order. */
const twice = (...ids: string[]) =>
  ['buffered', 'linked'].flatMap((where) => ids.map((id) => `${where} ${id}`));

async function found(index: LeannIndex, query: string, options: SearchOptions = {}): Promise<string[]> {
  const hits = await hitsOf(index, query, { k: 200, ...options });
  return [...new Set(hits.map(({ id }) => id))].toSorted();
}

describe('names and codes that the embedder knows nothing of', () => {
  it('are found first, whatever else is there', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, [...someDocuments(300), ...NAMED]);
        for (const mode of ['hybrid', 'words'] as const) {
          for (const [query, id] of MEANT) {
            const updates = await updatesOf(index, query, { mode, k: 5 });
            for (const { hits } of updates) assert.equal(hits[0]?.id, id, `${query}, by ${mode}`);
          }
        }
      },
      { embedder: plainEmbedder() },
    ));

  it('are found first among passages that are not linked yet', () =>
    withIndex(
      async ({ index }) => {
        await addAll(index, someDocuments(60));
        await addAll(index, NAMED);
        assert.equal(index.info().compaction.buffered, NAMED.length);
        for (const [query, id] of MEANT) assert.equal((await hitsOf(index, query))[0]?.id, id, query);
      },
      { embedder: plainEmbedder() },
    ));
});

describe('words that are being typed', () => {
  const kept = (act: (tested: Tested) => Promise<void>) =>
    withIndex(async (tested) => {
      await addAll(tested.index, [...someDocuments(60), ...NAMED]);
      await act(tested);
    });

  it('are found by their beginning', () =>
    kept(async ({ index }) => {
      for (const query of ['si', 'siob', 'Siobha', 'song by siob', 'paper macg']) {
        const [first] = await hitsOf(index, query, { mode: 'words' });
        assert.equal(first?.id, 'name', query);
      }
      for (const query of ['err_co', 'ERR_CONN_', 'resets', 'KX-47']) {
        const [first] = await hitsOf(index, query, { mode: 'words' });
        assert.equal(first?.id, query === 'KX-47' ? 'part' : 'error', query);
      }
    }));

  it('are told, as passages have them', () =>
    kept(async ({ index }) => {
      for (const { matchedWords } of await updatesOf(index, 'siob'))
        assert.deepEqual(matchedWords, ['siobhan']);
      for (const { matchedWords } of await updatesOf(index, 'Łódź sioban')) {
        assert.deepEqual(matchedWords.toSorted(), ['lodz', 'siobhan']);
      }
      assert.deepEqual((await updatesOf(index, 'siobhan', { mode: 'meaning' })).at(-1)?.matchedWords, []);
    }));

  it('are complete once a space follows', () =>
    kept(async ({ index }) => {
      for (const query of ['si ', 'sio, ', 'siob song ']) {
        assert.ok(
          !(await found(index, query, { mode: 'words', k: 1 })).includes('name') || query.includes('song'),
        );
        const [update] = await updatesOf(index, query, { mode: 'words' });
        assert.ok(!update?.matchedWords.includes('siobhan'), query);
      }
    }));

  it('are found with typing errors, unless they are codes or meant exactly', () =>
    kept(async ({ index }) => {
      const wrong = ['sioban', 'siobhann', 'siebhan', 'macgiola', 'makgiola', 'ziobhan'];
      for (const query of wrong) {
        const [hit] = await hitsOf(index, `${query} `, { mode: 'words' });
        assert.equal(hit?.id, 'name', query);
        const [right] = await hitsOf(index, query.startsWith('m') ? 'macgiolla ' : 'siobhan ', {
          mode: 'words',
        });
        assert.ok(right !== undefined && hit.score < right.score, 'what is right counts more');
      }
      for (const query of ['4712 ', '"sioban"', 'xiobann ', 'sux ', 'KX4712B ']) {
        assert.deepEqual(await found(index, query, { mode: 'words' }), [], query);
      }
    }));
});

const WEATHER: Document[] = [
  { id: 'text', text: 'Some cold rain fell all day.' },
  { id: 'title', title: 'Cold rain', text: 'What to do about it.' },
  { id: 'heading', text: '# Cold rain\n\nIt falls on the hill.' },
  { id: 'hyphen', text: 'A cold-rain coat.' },
  { id: 'apart', text: 'Rain is cold.' },
  { id: 'fields', title: 'It is cold', text: 'Rain falls.' },
  { id: 'paragraphs', text: 'It is cold.\n\nRain falls.' },
  { id: 'rain', text: 'Warm rain on the hill.' },
];

const BY: SearchMode[] = ['hybrid', 'words'];

describe('a phrase', () => {
  const weather = (act: (tested: Tested) => Promise<void>) =>
    withIndex(async (tested) => {
      await addTwice(tested.index, WEATHER);
      await act(tested);
    });

  it('is found in texts, titles and headings, wherever the passages are kept', () =>
    weather(async ({ index }) => {
      const expected = twice('heading', 'hyphen', 'text', 'title');
      for (const mode of BY) {
        for (const query of [
          '"cold rain"',
          '“Cold, rain!”',
          '„COLD RAIN“',
          '"cold rain" -warm',
          '"cold rain',
        ]) {
          assert.deepEqual(await found(index, query, { mode }), expected, `${query}, by ${mode}`);
        }
        assert.deepEqual(await found(index, '"rain cold"', { mode }), []);
        assert.deepEqual(await found(index, '"cold rain" "all day"', { mode }), twice('text'));
        assert.deepEqual(await found(index, '"sioban" "cold rain"', { mode }), []);
      }
    }));

  it('is in no passage that an earlier update gives either', () =>
    weather(async ({ index }) => {
      const expected = new Set(twice('heading', 'hyphen', 'text', 'title'));
      for (const options of [
        {},
        { k: 3 },
        { maxRecomputes: 0 },
        { batchSize: 1 },
        { group: 'document' as const },
      ]) {
        const updates = await updatesOf(index, '"cold rain"', options);
        for (const { hits } of updates) {
          assert.ok(hits.length > 0 && hits.every(({ id }) => expected.has(id)), JSON.stringify(options));
        }
      }
    }));

  it('is found where a filter allows it, and only there', () =>
    weather(async ({ index }) => {
      for (const mode of BY) {
        const filter = ['linked text', 'buffered title', 'linked apart', 'buffered rain'];
        assert.deepEqual(await found(index, '"cold rain"', { mode, filter }), [
          'buffered title',
          'linked text',
        ]);
        const titled = ({ title }: { title?: string }) => title !== undefined;
        assert.deepEqual(await found(index, '"cold rain"', { mode, filter: titled }), twice('title'));
        assert.deepEqual(await found(index, '"cold rain"', { mode, filter: ['d1', 'linked rain'] }), []);
      }
    }));

  it('is found after any number of passages with its words and more', () =>
    withIndex(async ({ index }) => {
      const others = Array.from({ length: 1200 }, (_, row) => ({
        id: `o${row}`,
        text: `Rain, not cold, a lake ${row}.`,
      }));
      await addAll(index, [...others, { id: 'phrase', text: 'Some cold rain.' }]);
      for (const mode of BY)
        assert.deepEqual(await found(index, '"cold rain" lake ', { mode }), ['phrase'], mode);
      assert.equal((await found(index, 'rain -"not cold"', { mode: 'words' })).join(), 'phrase');
    }));

  it('of one word means exactly this word', () =>
    weather(async ({ index }) => {
      for (const mode of BY) {
        assert.deepEqual(await found(index, '"warm"', { mode }), twice('rain'));
        assert.deepEqual(await found(index, '"war"', { mode }), []);
        assert.deepEqual(await found(index, '"hyphen" rain', { mode }), []);
      }
    }));

  it('of which nothing is there asks for no vector', () =>
    weather(async ({ index, embedder }) => {
      const started = embedder.embedded();
      const [update, ...more] = await updatesOf(index, '"violin" rain');
      assert.deepEqual([update?.hits, update?.final, more.length], [[], true, 0]);
      assert.equal(embedder.embedded(), started);
    }));
});

const SNOWY: Document[] = [
  { id: 'text', text: 'Rain and then snow.' },
  { id: 'title', title: 'Snow', text: 'No rain at all.' },
  { id: 'heading', text: '# Snow\n\nNo rain for days.' },
  { id: 'elsewhere', text: `${'Rain on the lake and the hill. '.repeat(12)}\n\n# Later\n\nSnow.` },
  { id: 'near', text: 'Rain on a snowy, snowless hill.' },
  { id: 'only', text: 'Rain, and nothing else.' },
];

describe('a word to leave out', () => {
  it('leaves out documents that have it in text, title or headings', () =>
    withIndex(
      async ({ index }) => {
        await addTwice(index, SNOWY);
        assert.ok(((await index.get('linked elsewhere'))?.passages.length ?? 0) > 3);
        const all = twice('elsewhere', 'heading', 'near', 'only', 'text', 'title');
        const filter = all;
        for (const mode of BY) {
          assert.deepEqual(await found(index, 'rain', { mode, filter }), all);
          assert.deepEqual(await found(index, 'rain -snow', { mode, filter }), twice('near', 'only'));
          assert.deepEqual(await found(index, '-SNOW rain -snowy', { mode, filter }), twice('only'));
          assert.deepEqual(await found(index, '"rain" -snow', { mode, filter }), twice('near', 'only'));
          assert.deepEqual(await found(index, 'rain -rain', { mode, filter }), []);
          assert.deepEqual(await found(index, 'rain -violin', { mode, filter }), all);
        }
        for (const { hits } of await updatesOf(index, 'rain -snow', { k: 100, batchSize: 1 })) {
          const texts = hits.map(({ title = '', text, headings = [] }) => `${title} ${headings} ${text}`);
          assert.ok(texts.every((text) => !/\bsnow\b/i.test(text)));
        }
      },
      { split: { maxTokens: 24 } },
    ));

  it('may be a phrase, which leaves out passages', () =>
    withIndex(async ({ index }) => {
      await addTwice(index, WEATHER);
      for (const mode of BY) {
        const options = { mode, filter: twice(...WEATHER.map(({ id }) => id)) };
        const left = twice('apart', 'fields', 'paragraphs', 'rain');
        assert.deepEqual(await found(index, 'rain -"cold rain"', options), left);
        assert.deepEqual(
          await found(index, '"rain falls" -"cold rain"', options),
          twice('fields', 'paragraphs'),
        );
      }
    }));
});

describe('search by words alone', () => {
  it('never asks the embedder', () =>
    withIndex(async ({ index, embedder }) => {
      await addAll(index, [...someDocuments(60), ...NAMED]);
      await addAll(index, someDocuments(5, 60));
      embedder.before = () => assert.fail('it was asked');
      for (const query of ['rain', 'siob', '"milk with salt"', 'rain -snow', 'zxqv', '', '-rain', '...']) {
        for (const options of [{}, { group: 'document' as const }, { filter: ['d1', 'name'] }]) {
          const updates = await updatesOf(index, query, { ...options, mode: 'words' });
          assert.deepEqual(
            updates.map(({ final }) => final),
            [true],
            query,
          );
          const { recomputed, embedded, ms } = updates[0]?.stats ?? assert.fail();
          assert.deepEqual([recomputed, embedded, ms.embedQuery, ms.recompute], [0, 0, 0, 0]);
        }
      }
    }));

  it('has the score of its words, and no meaning', () =>
    withIndex(async ({ index }) => {
      await addAll(index, [...someDocuments(60), ...NAMED]);
      const hits = await hitsOf(index, 'number3 ', { mode: 'words', k: 100 });
      assert.equal(hits[0]?.id, 'd3');
      for (const hit of hits) {
        assert.deepEqual([hit.matched, hit.exact], ['words', false]);
        assert.ok(hit.score > 0 && hit.score <= 1 && hit.words > 0 && hit.words <= 1 && !('meaning' in hit));
        assert.match(hit.text, /number/);
      }
    }));
});
