// What a build says of how far it is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ProgressBar } from '../../cli/progress-bar.js';

describe('progress bar', () => {
  function shown(isTTY: boolean): string {
    let text = '';
    let now = 0;
    const bar = new ProgressBar({ isTTY, write: (part: string) => (text += part) }, () => now);
    for (let done = 0; done <= 40; done += 10) {
      bar.show({ phase: 'embed', done, total: 40 });
      now += 30_000;
    }
    bar.show({ phase: 'graph', done: 3, total: 3 });
    bar.end();
    return text;
  }

  it('says on a terminal how long it may take', () => {
    const text = shown(true);
    assert.match(text, /embed \[#{6}\.{18}\] 10\/40, 1 min 30 s left/);
    assert.match(text, /30\/40, 30 s left/);
    assert.ok(text.endsWith('graph [########################] 3/3\n'));
  });

  it('judges by the pace of late, not by what was known from the start', () => {
    let text = '';
    let now = 0;
    const bar = new ProgressBar({ isTTY: true, write: (part: string) => (text += part) }, () => now);
    for (const done of [0, 5000, 5010, 5020, 5030, 5040, 5050]) {
      bar.show({ phase: 'embed', done, total: 5060 });
      now += 30_000;
    }
    bar.end();
    assert.match(text, /5040\/5060, 1 min 0 s left/);
  });

  it('writes plain lines elsewhere: now and then, and at the end of each phase', () => {
    assert.equal(
      shown(false),
      'embed 25 %, 10/40, 1 min 30 s left\n' +
        'embed 50 %, 20/40, 1 min 0 s left\n' +
        'embed 75 %, 30/40, 30 s left\n' +
        'embed [########################] 40/40\n' +
        'graph [########################] 3/3\n',
    );
  });

  it('writes no more than one plain line in ten seconds', () => {
    const lines: string[] = [];
    let now = 0;
    const bar = new ProgressBar({ write: (part: string) => lines.push(part) }, () => now);
    for (let done = 0; done <= 300; done++, now += 100) bar.show({ phase: 'embed', done, total: 600 });
    bar.end();
    assert.deepEqual(lines, [
      'embed 16 %, 100/600, 50 s left\n',
      'embed 33 %, 200/600, 40 s left\n',
      'embed 50 %, 300/600, 30 s left\n',
      'embed [############............] 300/600\n',
    ]);
  });
});
