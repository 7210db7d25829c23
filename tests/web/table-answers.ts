// What tests ask of a table of terms that has learnt the topics of topic-documents.ts.

import assert from 'node:assert/strict';
import type { LeannIndex } from '../../web/leann-index.js';
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
