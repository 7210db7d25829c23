// What words weigh beside meaning.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WordMatch } from '../../web/search/found-words.js';
import { Scoring } from '../../web/search/scoring.js';

const NONE: WordMatch = { coverage: 0, strength: 0, weight: 0 };
/** Two of a question's nine words. */
const SOME: WordMatch = { coverage: 0.2, strength: 0.18, weight: 1 };
/** As a part number in a long text has it: all words, though each is worth little there. */
const NAMED: WordMatch = { coverage: 1, strength: 0.7, weight: 1 };

describe('words beside meaning', () => {
  for (const metric of ['ip', 'l2'] as const) {
    const scoring = new Scoring('hybrid', metric);
    /** `cosine` as the metric has it. */
    const found = (node: number, cosine: number, words: WordMatch) =>
      scoring.byBoth(node, metric === 'l2' ? 2 * cosine - 2 : cosine, words, true);

    it(`leave a description that shares a word or two to its meaning, by ${metric}`, () => {
      const near = found(1, 0.45, NONE);
      const sharing = found(2, 0.35, SOME);
      assert.ok(near.rank > sharing.rank && scoring.compare(near, sharing) < 0);
    });

    it(`decide where one passage has them all, by ${metric}`, () => {
      const near = found(1, 0.8, SOME);
      const named = found(2, 0.05, NAMED);
      assert.ok(named.rank > near.rank && scoring.compare(named, near) < 0);
    });

    it(`decide between passages that mean the same, by ${metric}`, () => {
      assert.ok(scoring.compare(found(1, 0.4, SOME), found(2, 0.4, NONE)) < 0);
    });

    it(`give the same scores, whichever metric, by ${metric}`, () => {
      assert.equal(scoring.scoreOf(found(1, 0.5, NONE)).toFixed(6), '0.250000');
      assert.equal(scoring.scoreOf(found(1, 0.5, SOME)).toFixed(6), '0.298600');
    });
  }

  it('count for more beside a table of terms, which is less exact than a model', () => {
    const near = (scoring: Scoring) => scoring.byBoth(1, 0.4, NONE, false);
    const sharing = (scoring: Scoring) => scoring.byBoth(2, 0.3, SOME, false);
    const [model, table] = [new Scoring('hybrid', 'ip'), new Scoring('hybrid', 'ip', true)];
    assert.ok(model.compare(near(model), sharing(model)) < 0);
    assert.ok(table.compare(sharing(table), near(table)) < 0);
  });

  it('rank by themselves as long as nothing is known of meaning', () => {
    const scoring = new Scoring('hybrid', 'ip');
    const many = scoring.byWords(1, { coverage: 0.3, strength: 0.28, weight: 1 });
    const rare = scoring.byWords(2, { coverage: 0.29, strength: 0.285, weight: 1 });
    assert.ok(scoring.compare(rare, many) < 0 && scoring.scoreOf(rare) > scoring.scoreOf(many));
    assert.equal(scoring.isWeak(many), false);
  });
});
