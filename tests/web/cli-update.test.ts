// `leann-web build --update`: what it changes of a published folder, and that its answers are those of a full build.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import type { BuildReport } from '../../cli/build.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { type Document, LeannIndex, type SearchOptions } from '../../web/index.js';
import { hitsOf } from './drive.js';
import { randomFrom } from './random.js';
import { changedGroups, UpdatedFolders } from './updated-folder.js';

/** Words that no gloss has. */
const NEW_WORD = 'zanzibarian';
const PAGES: readonly Document[] = readGlosses({ limit: 400 }).map(({ id, title, text }, number) => ({
  id,
  ...(title !== undefined && { title }),
  text,
  metadata: { kind: ['odd', 'even'][number % 2] ?? '', number },
}));
/** Every passage is recomputed, so that an answer depends on its texts alone. */
const EXACT: SearchOptions = { confidence: 1, maxRecomputes: 10_000, k: 20 };

describe('leann-web build --update', { timeout: 600_000 }, () => {
  let folders: UpdatedFolders;

  before(async () => {
    folders = await UpdatedFolders.make();
    await folders.publish('published', PAGES, { indexOnly: false });
  });

  after(() => folders.remove());

  /** A copy of the published folder, updated; says what has changed. */
  async function updated(name: string, documents: readonly Document[]): Promise<BuildReport['changes']> {
    await folders.copy('published', name);
    const changes = await folders.update(name, documents, { indexOnly: false });
    await folders.assertComplete(name);
    return changes;
  }

  /** Both say the same of the same documents, whatever their order. */
  async function assertSame(one: string, other: string): Promise<void> {
    await using left = await LeannIndex.fromUrl(folders.place(one));
    await using right = await LeannIndex.fromUrl(folders.place(other));
    const ids = [...(await right.ids())].toSorted();
    assert.deepEqual([...(await left.ids())].toSorted(), ids);
    for (const id of ids) assert.deepEqual(await left.get(id), await right.get(id));
    const told = async (index: LeannIndex, query: string, options: SearchOptions) =>
      (await hitsOf(index, query, { ...EXACT, ...options })).map(({ id, passage, score, title, text }) => ({
        ...{ id, passage, title, text },
        score: score.toFixed(4),
      }));
    // Of those that are as good as the last one, chance decides which are told.
    const better = <Told extends { id: string; score: string }>(hits: Told[]) =>
      hits.filter(({ score }) => score !== hits.at(-1)?.score).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    for (const query of ['water that falls from clouds', NEW_WORD, 'an insect', 'the state of being free']) {
      for (const options of [{}, { mode: 'words' }, { where: { kind: 'odd' } }] as const) {
        const [found, wanted] = [await told(left, query, options), await told(right, query, options)];
        assert.deepEqual(better(found), better(wanted), `${query}, ${JSON.stringify(options)}`);
        assert.equal(found.length, wanted.length);
      }
    }
    const facets = (index: LeannIndex) => index.facets(['kind'], { where: { number: { gte: 100 } } });
    assert.deepEqual(await facets(left), await facets(right));
  }

  it('changes nothing at all if no document has changed', async () => {
    const before = await folders.files('published');
    assert.deepEqual(await updated('unchanged', PAGES), { put: 0, gone: 0 });
    assert.deepEqual(await folders.files('unchanged'), before);
    await folders.update('unchanged', PAGES.toReversed(), { indexOnly: false });
    assert.deepEqual(await folders.files('unchanged'), before, 'in whatever order they come');
  });

  it('changes few files if one document has', async () => {
    const text = `a lantern that warns ships of ${NEW_WORD} rocks`;
    const changed = PAGES.map((page, number) => (number === 7 ? { ...page, text } : page));
    assert.deepEqual(await updated('changed', changed), { put: 1, gone: 0 });
    const groups = changedGroups(await folders.files('published'), await folders.files('changed'));
    const { table = 0, ...others } = groups;
    assert.deepEqual(
      others,
      { index: 1, manifest: 1, texts: 1 },
      'not the list, nor model, scripts and tokens',
    );
    const all = await folders.manifest('changed');
    assert.ok(all.texts.shards.length > 8, `${all.texts.shards.length}`);
    const shards = all.table?.shards.length ?? 0;
    assert.ok(table > 0 && table < 12 && shards > 60, `${table} of ${shards} shards of the table`);
    assert.deepEqual([all.format, all.changed, all.passages], [4, 1, 400]);
    await folders.publish('full', changed, { indexOnly: false });
    await assertSame('changed', 'full');
  });

  it('gives the same files of the same folder and documents', async () => {
    const fewer = PAGES.filter((_, number) => number % 50 !== 3);
    assert.deepEqual(await updated('once', fewer), { put: 0, gone: 8 });
    await updated('twice', fewer);
    assert.deepEqual(await folders.files('twice'), await folders.files('once'));
  });

  it('finds what is new and not what is gone, after many updates as after a full build', async () => {
    const random = randomFrom(5);
    let pages: Document[] = [...PAGES];
    await folders.copy('published', 'often');
    const any = () => Math.floor(random() * pages.length);
    for (let round = 0; round < 12; round++) {
      pages.splice(any(), 1);
      const at = any();
      const [of, from] = [pages[at], pages[any()]];
      if (of !== undefined && from !== undefined) {
        const paragraphs = Array.from({ length: 1 + (round % 3) * 20 }, () => pages[any()]?.text ?? '');
        pages[at] = { ...of, text: `${paragraphs.join('.\n\n')} ${NEW_WORD}`, metadata: { kind: 'odd' } };
      }
      pages = [...pages, { id: `new ${round}`, text: `${NEW_WORD} number ${round} has come` }];
      if (round % 4 === 1) pages.push({ id: `empty ${round}`, title: 'Nothing', text: '' });
      await folders.update('often', pages, { indexOnly: false });
      await folders.assertComplete('often');
    }
    await folders.publish('full', pages, { indexOnly: false });
    await assertSame('often', 'full');
    const { passages, documents } = await folders.manifest('full');
    const often = await folders.manifest('often');
    assert.deepEqual([often.passages, often.documents], [passages, documents]);
    await rm(folders.place('often'), { recursive: true });
  });

  it('can be followed by a full build, which makes what it always does', async () => {
    await updated('then full', PAGES.slice(5));
    await folders.publish('then full', PAGES, { indexOnly: false });
    assert.deepEqual(await folders.files('then full'), await folders.files('published'));
  });

  it('builds all where nothing is published', async () => {
    const { changes } = await folders.publish('new', PAGES, { update: true, indexOnly: false });
    assert.equal(changes, undefined);
    assert.deepEqual(await folders.files('new'), await folders.files('published'));
  });
});
