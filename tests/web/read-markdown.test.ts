// What is read of Markdown: what a reader sees, and what its front matter means.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMarkdown } from '../../web/read/markdown.js';

function titleOf(front: string): string | undefined {
  return readMarkdown(`---\n${front}\n---\n\ntext\n`).title;
}

describe('front matter', () => {
  it('says which files are drafts', () => {
    const drafts = ['---\ndraft: true\n---\n', '---\npublished: false\n---\n', '+++\ndraft = true\n+++\n'];
    for (const front of drafts) assert.equal(readMarkdown(`${front}text`).draft, true, front);
    const others = [
      '---\ndraft: false\n---\n',
      '---\npublished: true\n---\n',
      '---\ntitle: draft\n---\n',
      '',
    ];
    for (const front of others) assert.equal(readMarkdown(`${front}text`).draft, undefined, front);
  });

  it('that is broken is read as far as it can be, and told', () => {
    const problemOf = (source: string) => readMarkdown(source).problem ?? 'none';
    const unclosed = '---\ntitle: Bees\ntags: [a, b\n---\ntext';
    assert.match(problemOf(unclosed), /^its front matter is no YAML, line \d: /);
    assert.equal(readMarkdown(unclosed).title, 'Bees');
    assert.equal(problemOf('---\ntitle: Bees\n\ntext'), 'its front matter is not closed by a line of ---');
    assert.match(problemOf('+++\ntitle = "Bees\n+++\ntext'), /^its front matter is no TOML: /);
    for (const sound of [
      '---\n\nbelow a rule',
      '---\ntitle: A: b\n---\ntext',
      '# Text',
      '---\nA rule: and text',
    ])
      assert.equal(problemOf(sound), 'none', sound);
  });

  it('is what YAML means by it', () => {
    const titles: Record<string, string | undefined> = {
      'title: Bees': 'Bees',
      'title: >-\n  Bees\n  and boats': 'Bees and boats',
      'title: |\n  Bees\n  and boats': 'Bees and boats',
      'title: Bees # draft': 'Bees',
      'title: "Say \\"hi\\""': 'Say "hi"',
      "title: 'It''s rain'": "It's rain",
      'title: null': undefined,
      'title:': undefined,
      'title: 007': '007',
      'title: 1.10': '1.10',
      'title: true': 'true',
      'a: &x Bees\ntitle: *x': undefined,
      'title: A: b': 'A: b',
      'nested:\n  title: no': undefined,
    };
    for (const [front, title] of Object.entries(titles)) assert.equal(titleOf(front), title, front);
    assert.equal(readMarkdown('\ufeff---\r\ntitle: Bees\r\n---\r\ntext\r\n').title, 'Bees');
    assert.equal(readMarkdown('---\ntitle: Bees\n...\ntext').text, 'text');
  });

  it('is TOML between lines of +++', () => {
    const { title, date, text } = readMarkdown('+++\ntitle = "Say \\"hi\\""\ndate = 2024-05-01\n+++\nBees');
    assert.deepEqual([title, date?.slice(0, 10), text], ['Say "hi"', '2024-05-01', 'Bees']);
  });

  it('gives the fields that are asked for, as what they were written', () => {
    const yaml = `author: &me " Ann  Lee "
weight: 10
hidden: no
beta: true
empty: ""
nothing: ~
infinite: .inf
people: [Ann, 7, ~, [Bo]]
same: *me
day: 2024-05-01
params: { level: 2, names: [], more: { deep: yes } }
title: Bees`;
    const names =
      'author,weight,hidden,beta,empty,nothing,infinite,people,same,day,params,absent,__proto__'.split(',');
    const { fields, title } = readMarkdown(`---\n${yaml}\n---\ntext`, { fields: names });
    assert.equal(title, 'Bees');
    assert.deepEqual(fields, {
      author: 'Ann Lee',
      weight: 10,
      hidden: 'no',
      beta: true,
      people: ['Ann', 7, 'Bo'],
      same: 'Ann Lee',
      day: '2024-05-01',
      params: { level: 2, more: { deep: 'yes' } },
    });
    const toml = 'author = "Ann"\nweight = 1.5\nday = 2024-05-01\n[params]\nlevel = 2';
    assert.deepEqual(readMarkdown(`+++\n${toml}\n+++\ntext`, { fields: names }).fields, {
      author: 'Ann',
      weight: 1.5,
      day: '2024-05-01',
      params: { level: 2 },
    });
    // What is no YAML is read by its lines.
    assert.deepEqual(readMarkdown('---\ntitle: A: b\nauthor: Ann\n---\nx', { fields: names }).fields, {
      author: 'Ann',
    });
    // An index would refuse what is deeper.
    const deep = (levels: number) => `deep: ${'['.repeat(levels)}1, 2${']'.repeat(levels)}`;
    const deepOf = (levels: number) =>
      readMarkdown(`---\n${deep(levels)}\n---\nx`, { fields: ['deep'] }).fields;
    assert.notEqual(deepOf(20), undefined);
    assert.equal(deepOf(40), undefined);
    for (const source of ['---\nauthor: Ann\n---\ntext', 'text'])
      assert.equal(readMarkdown(source, { fields: ['editor'] }).fields, undefined, source);
    assert.equal(readMarkdown(`---\n${yaml}\n---\ntext`).fields, undefined, 'without being asked');
  });

  it('is none where lines of --- are rules', () => {
    for (const source of [
      '---\n\nBees\n\n---\n\nBoats\n',
      '---\nBees\n\n---\nBoats',
      '---\n\n- Bees\n\n---\n\nBoats\n',
      '---\nBees\n\nBoats',
    ]) {
      const { text } = readMarkdown(source);
      assert.match(text, /Bees[\s\S]*Boats/, source);
    }
    assert.match(readMarkdown('+++\nBees\n+++\nBoats').text, /Bees[\s\S]*Boats/);
  });
});

describe('Markdown', () => {
  it('is text as it is seen', () => {
    const source = `# Bees

Some *emphasis*, \`code\`, [a link](https://example.com/path), ~~struck~~ and ![a bee](bee.png).
Second line.[^1]

| a | b |
| - | - |
| c | d |

- [x] done
- two

\`\`\`sh
# no heading
  indented
\`\`\`

<details><summary>Reset</summary>Hold the key.</details>
<!-- a comment --><script>alert(1)</script>

[^1]: A note.
`;
    const { title, text } = readMarkdown(source);
    assert.equal(title, 'Bees');
    assert.equal(
      text,
      'Bees\n\nSome emphasis, code, a link, struck and a bee. Second line.\n\na b\nc d\n\ndone\ntwo\n\n# no heading\n  indented\n\n' +
        'Reset\n\nHold the key.\n\nA note.',
    );
  });

  it('has its first heading for a title, in any form', () => {
    assert.equal(readMarkdown('Rain *falls*\n===\n\ntext').title, 'Rain falls');
    assert.equal(readMarkdown('text\n\n## Rain ##\n').title, 'Rain');
    assert.equal(readMarkdown('```\n# comment\n```\n\n# Title').title, 'Title');
    assert.equal(readMarkdown('Only text').title, undefined);
  });

  it('has headings with the anchors of the file, else those of GitHub', () => {
    const { text, headings } = readMarkdown(
      '# Über Bees!\n\n## Setup {#start}\n\na\n\n## Usage\n\nb\n\n## Usage\n\n### <a id="x"></a>End',
    );
    assert.deepEqual(
      headings.map(({ start, end, level, anchor }) => `${level} ${text.slice(start, end)} #${anchor}`),
      ['1 Über Bees! #über-bees', '2 Setup #start', '2 Usage #usage', '2 Usage #usage-1', '3 End #x'],
    );
  });

  it('leaves the payload of a picture out', () => {
    const picture = `![Our bees](data:image/png;base64,${'iVBORw0KGgo'.repeat(8000)})`;
    assert.equal(readMarkdown(`Before\n\n${picture}\n\nAfter`).text, 'Before\n\nOur bees\n\nAfter');
  });

  it('is read of MDX without its code', () => {
    const source =
      "import Tabs from '@theme/Tabs'\n\n# Bees\n\nexport const x = 1\n\n<Tabs>\n\nhoney\n\n</Tabs>\n\n```js\n\nimport y\n```\n";
    assert.equal(readMarkdown(source, { mdx: true }).text, 'Bees\n\nhoney\n\n\nimport y');
  });

  it('takes no time over what would take for ever', () => {
    const spaces = ' '.repeat(2000);
    assert.equal(readMarkdown(`# a${spaces}b${spaces}c`).title, 'a b c');
    assert.ok(readMarkdown(`${'# a   '.repeat(30_000)}`).text.length > 0);
    for (const mark of ['1. ', '- ', '> ', '>'])
      assert.equal(readMarkdown(`${mark.repeat(50_000)}deep`).text.trim(), 'deep');
    assert.ok(readMarkdown('[a]('.repeat(5000)).text.length > 0);
    assert.ok(readMarkdown(`${'\n   '.repeat(50_000)}a`).text.length > 0);
  });
});
