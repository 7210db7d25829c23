// Which tokens of a vocabulary get rows of few bits, or none.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { seldomTokens } from '../../cli/model/seldom-tokens.js';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { modelFolder } from './model-folder.js';

const json = JSON.parse(await readFile(join(modelFolder(), 'tokenizer.json'), 'utf8'));
const ids: Record<string, number> = json.model.vocab;

function seldomWith(changes: object) {
  const changed = { ...json, ...changes };
  return seldomTokens(changed, new HuggingFaceTokenizer(changed));
}

describe('seldom tokens', () => {
  it('are those in reserve, which no text has', () => {
    const { unused } = seldomWith({});
    assert.equal(unused.size, 994);
    for (const name of ['[unused0]', '[unused993]']) assert.ok(unused.has(ids[name] ?? -1), name);
    for (const name of ['[CLS]', '[MASK]', 'unused', 'the']) assert.ok(!unused.has(ids[name] ?? -1), name);
  });

  it('are not those in reserve that the tokenizer makes of their names', () => {
    const added = { id: ids['[unused7]'], content: '[unused7]', special: false, normalized: false };
    const flags = { single_word: false, lstrip: false, rstrip: false };
    const { unused } = seldomWith({ added_tokens: [...json.added_tokens, { ...added, ...flags }] });
    assert.deepEqual([unused.size, unused.has(ids['[unused7]'] ?? -1)], [993, false]);
  });

  it('are letters of other scripts, where they are few', () => {
    const { foreign } = seldomWith({});
    for (const name of ['я', 'ω', '水', '##水']) assert.ok(foreign.has(ids[name] ?? -1), name);
    for (const name of ['the', '##ing', 'ß', 'ø', '…', '’', '€', '1', '²']) {
      assert.ok(!foreign.has(ids[name] ?? -1), name);
    }
    const some = Object.entries(ids).filter(([, id]) => id < 2000 || id > 29_000);
    const vocab = Object.fromEntries(some);
    assert.equal(seldomWith({ model: { ...json.model, vocab } }).foreign.size, 0);
  });
});
