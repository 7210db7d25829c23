// What tests ask of a table of terms that has learnt the topics of topic-documents.ts.

import assert from 'node:assert/strict';
import { TABLE } from '../../web/content/attachments.js';
import type { Core } from '../../web/core/core.js';
import type { LeannIndex } from '../../web/leann-index.js';
import { rowBytes } from '../../web/table/table-row.js';
import { hitsOf, updatesOf } from './drive.js';
import { TOPICS, topicOf } from './topic-documents.js';

export async function bytesOf(index: LeannIndex): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await index.export()).arrayBuffer());
}

/** What the index finds for every word without the model: ids and scores. */
export async function answersOf(index: LeannIndex): Promise<string[][]> {
  const answers: string[][] = [];
  for (const word of TOPICS.flat()) {
    const hits = await hitsOf(index, word, { model: false, k: 30 });
    answers.push(hits.map(({ id, score }) => `${id} ${score}`));
  }
  return answers;
}

/** That every word finds its topic by the table alone. */
export async function assertKnowsTopics(index: LeannIndex): Promise<void> {
  for (const [topic, words] of TOPICS.entries()) {
    for (const word of words) {
      const update = (await updatesOf(index, word, { mode: 'meaning', model: false })).at(-1);
      assert.deepEqual([update?.stats.query, update?.stats.recomputed], ['table', 0], word);
      const right = update?.hits.filter(({ id }) => topicOf(id) === topic) ?? [];
      assert.ok(right.length >= 9, `${word}: ${right.length} of 10`);
    }
  }
}

/** The rows of a file's table by term. */
export function rowsOf(core: Core, file: Uint8Array): Map<string, string> {
  const index = core.open(file);
  try {
    const rows = core.read(file).attachments.get(TABLE) ?? assert.fail('no table');
    const size = rowBytes(index.dimension);
    const terms = index.terms();
    assert.equal(rows.length, (1 + terms.length) * size);
    return new Map(terms.map((term, t) => [term, rows.subarray((1 + t) * size, (2 + t) * size).join()]));
  } finally {
    index.free();
  }
}
