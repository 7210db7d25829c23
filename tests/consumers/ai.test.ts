// `leann-web/ai` with the real AI SDK: its types, and what its tool gives to a model.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { install, installPackage, npm } from './install.js';

interface Called {
  text: string;
  output?: { hits: { id: string; title?: string; text: string; score: number; metadata: object }[] };
  failed?: string;
  offered: { description: string; inputSchema: { properties: { limit: { maximum: number } } } };
  told: boolean;
}

type Told = Record<'found' | 'within' | 'tooMany' | 'nothing' | 'other', Called> & { refusal: string };

describe('the tool of the AI SDK', { timeout: 600_000 }, () => {
  let folder: string;
  let told: Told;

  before(async () => {
    folder = await install('ai', await installPackage());
  });

  it('has the types that the AI SDK wants', async () => {
    const { code, output } = await npm(folder, 'run', 'types');
    assert.equal(code, 0, output);
    const { stdout } = await promisify(execFile)(process.execPath, ['made/use.js'], { cwd: folder });
    told = JSON.parse(stdout) as Told;
  });

  it('gives a model what it asked for', () => {
    const { output, text, told: passedOn } = told.found;
    assert.deepEqual(output?.hits.map(({ id }) => id).sort(), ['rain', 'storm']);
    const rain = output?.hits.find(({ id }) => id === 'rain');
    assert.deepEqual(
      [rain?.title, rain?.text, rain?.metadata],
      ['Rain', 'We walked home through the rain.', { year: 2023 }],
    );
    assert.equal(text, 'Take an umbrella.');
    assert.equal(passedOn, true);
  });

  it('keeps to its conditions and its limit, and says what it is for', () => {
    const { output, offered } = told.within;
    assert.deepEqual(
      output?.hits.map(({ id }) => id),
      ['storm'],
    );
    assert.equal(offered.description, 'My notes.');
    assert.equal(offered.inputSchema.properties.limit.maximum, 1);
  });

  it('tells a model what it calls wrongly', () => {
    for (const [{ failed, text }, reason] of [
      [told.tooMany, /"limit" must be a whole number from 1 to 8/],
      [told.nothing, /"query" must be a text/],
      [told.other, /there is no "colour"/],
    ] as const) {
      assert.match(failed ?? '', reason);
      assert.equal(text, 'Take an umbrella.');
    }
    assert.equal(told.refusal, 'invalid-argument');
  });
});
