// What the words of a query say of passages, beside what they mean.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { embedderFrom, LeannIndex } from '../../web/index.js';

const NEAR = 'Arachnophobia';
const SHARING = 'Fear Factor';
const SHARING_MORE = 'Fear and spiders';

const OTHER = 'Bread';
/** With any query. */
const COSINES: Record<string, number> = { [NEAR]: 0.6, [SHARING]: 0.57, [SHARING_MORE]: 0.45, [OTHER]: 0.1 };

const embedder = embedderFrom(
  (texts, { kind }) => texts.map((text) => (kind === 'query' ? [1, 0] : at(COSINES[text] ?? 0))),
  { dimension: 2, fingerprint: 'by hand' },
);

function at(cosine: number): number[] {
  return [cosine, Math.sqrt(1 - cosine ** 2)];
}

async function firstOf(texts: string[], query: string): Promise<string | undefined> {
  await using index = await LeannIndex.open('words', {
    embedder,
    store: 'memory',
    split: { context: false },
  });
  for await (const _ of index.add(texts.map((text) => ({ id: text, text }))));
  let first: string | undefined;
  for await (const { hits } of index.search(query)) first = hits[0]?.id;
  return first;
}

describe('words of a query', () => {
  it('leave a passage that has one of several to its meaning', async () => {
    assert.equal(await firstOf([NEAR, SHARING, OTHER], 'fear insects '), NEAR);
  });

  it('bring in a passage that has more of them', async () => {
    assert.equal(await firstOf([NEAR, SHARING_MORE, OTHER], 'fear spiders '), SHARING_MORE);
  });

  it('bring in a passage by one word if that is all that is asked for', async () => {
    assert.equal(await firstOf([NEAR, SHARING, OTHER], 'factor '), SHARING);
  });
});
