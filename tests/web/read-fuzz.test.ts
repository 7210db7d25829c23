// Random documents of every format: each visible word is read once and in order, and no hidden one is.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pdfReader } from '../../cli/pdf-reader.js';
import { readHtml } from '../../web/read/html.js';
import { readMarkdown } from '../../web/read/markdown.js';
import { readFile } from '../../web/read/read-file.js';
import { madePdf } from './made-pdf.js';

/** 10,000 documents in all. */
const RUNS = { html: 5000, markdown: 4000, pdf: 1000 };
const SEED = 20260101;

/** A document as it is written, and the words of it that are seen; `@` stands for a word of its own, `¤` for a hidden one. */
type Pattern = fc.Arbitrary<string>;

interface Written {
  source: string;
  visible: string[];
}

/** Words that occur once: letters alone, so that nothing takes them for marks. */
function wordOf(number: number): string {
  const letter = (value: number) => String.fromCharCode(97 + (value % 26));
  return `q${letter(number / 676)}${letter(number / 26)}${letter(number)}`;
}

function written(pattern: string): Written {
  const visible: string[] = [];
  let count = 0;
  const source = pattern.replace(/[@¤]/g, (sign) => {
    const word = wordOf(count++);
    if (sign === '@') visible.push(word);
    else return `hidden${word}`;
    return word;
  });
  return { source, visible };
}

function wordsIn(text: string): string[] {
  return text.match(/(?:hidden)?q[a-z]{3}/g) ?? [];
}

function joined(parts: Pattern, glue: string, most: number): Pattern {
  return fc.array(parts, { minLength: 1, maxLength: most }).map((all) => all.join(glue));
}

const htmlInline: Pattern = joined(
  fc.constantFrom(
    '@',
    '<b>@</b>',
    '<a href="/x">@ @</a>',
    '<code>@</code>',
    '<span>@<i>@</i></span>'.replace('><i>', '> <i>'),
    '<img alt="@" src=x>',
    '<!-- ¤ -->',
    '<span hidden>¤</span>',
    '<script>"¤"</script>',
    '<span style="display:none">¤</span>',
    '<my-part>@</my-part>',
    '&nbsp;@&amp;',
    '@<br>@',
  ),
  ' ',
  4,
);

const htmlBlock = fc.letrec<{ block: string; leaf: string }>((tie) => ({
  leaf: fc.oneof(
    fc
      .tuple(
        fc.constantFrom('p', 'div', 'section', 'blockquote', 'pre', 'h2', 'figure', 'address', 'center'),
        htmlInline,
      )
      .map(([name, inline]) => `<${name}>${inline}</${name}>`),
    htmlInline.map((inline) => `<details><summary>${inline}</summary>@</details>`),
    fc.constantFrom(
      '<ul><li>@<li>@ @</ul>',
      '<ol><li><p>@</p></li></ol>',
      '<table><tr><th>@<th>@<tr><td>@<td>@</table>',
      '<dl><dt>@<dd>@</dl>',
      '<h2 id=x>@<a class=headerlink href=#x>¤</a></h2>',
      '<p>@<p>@',
      '<template>¤</template>',
      '<noscript>¤</noscript>',
      '<nav><a href=/>¤</a></nav>',
      '<pre>@\n  @\n\n@</pre>',
      '<iframe>¤</iframe>',
      '<div data-leann-ignore>¤</div>',
      '<select><option>@<option>@</select>',
    ),
  ),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    joined(tie('block'), '', 3).map((inner) => `<div>${inner}</div>`),
    joined(tie('block'), '', 3).map((inner) => `<ul><li>${inner}</li></ul>`),
    joined(tie('block'), '', 2).map((inner) => `<table><td>${inner}</td></table>`),
  ),
}));

/** Some words of each are seen: of a page that has nothing else, its navigation is read. */
const htmlPage: Pattern = fc
  .tuple(
    joined(htmlBlock.block, '\n', 5),
    fc.constantFrom(
      ['<!doctype html><title>t</title>', ''],
      [
        '<html><head><title>t</title></head><body><header role=banner>¤</header><main>',
        '</main><footer>¤</footer></body></html>',
      ],
      ['<body><nav>¤</nav><article>', '</article><aside>¤</aside>'],
      ['<p>¤</p><div data-pagefind-body>', '</div><p>¤</p>'],
      ['', ''],
    ),
  )
  .map(([body, [before, after]]) => `${before}${body}<p>@</p>${after}`);

const markdownInline: Pattern = joined(
  fc.constantFrom(
    '@',
    '*@*',
    '**@ @**',
    '`@`',
    '[@](https://example.com)',
    '![@](a.png)',
    '~~@~~',
    '<b>@</b>',
    '<!-- ¤ -->',
    '[@][]',
    '@\\*',
    '&amp; @',
  ),
  ' ',
  4,
);

const markdownBlock = fc.letrec<{ block: string }>((tie) => ({
  block: fc.oneof(
    { depthSize: 'small' },
    markdownInline,
    markdownInline.map((inline) => `## ${inline}`),
    markdownInline.map((inline) => `@ ${inline}\n===`),
    fc.constantFrom(
      '```\n@\n\n  @\n```',
      '~~~sh\n# @\n~~~',
      '    @',
      '| @ | @ |\n| - | - |\n| @ | @ |',
      '- @\n- @\n  continued @',
      '1. @\n\n   @',
      '- [x] @',
      '<details><summary>@</summary>\n\n@\n\n</details>',
      '<div hidden>¤</div>',
      '---',
      '@  \n@',
      '<script>\n¤\n</script>',
    ),
    joined(tie('block'), '\n\n', 3).map((inner) => inner.replace(/^/gm, '> ')),
  ),
}));

const markdownFile: Pattern = fc
  .tuple(
    joined(markdownBlock.block, '\n\n', 6),
    fc.constantFrom('', '---\ntitle: "¤"\n---\n\n', '+++\ntitle = "¤"\n+++\n'),
  )
  .map(([body, front]) => `${front}${body}\n`);

/** Pages of lines; `@-@` is a word that the end of the line divides. */
const pdfPages = fc.array(
  fc.array(fc.constantFrom('@ @ @', '@', '', '@ @'), { minLength: 1, maxLength: 5 }),
  { minLength: 1, maxLength: 3 },
);

describe('any document', () => {
  const check = (pattern: string, textOf: (source: string) => string) => {
    const { source, visible } = written(pattern);
    assert.deepEqual(wordsIn(textOf(source)), visible, source);
  };

  it('of HTML is read whole and in order', () => {
    fc.assert(
      fc.property(htmlPage, (pattern) => check(pattern, (source) => readHtml(source).text)),
      { numRuns: RUNS.html, seed: SEED },
    );
  });

  it('of Markdown is read whole and in order', () => {
    fc.assert(
      fc.property(markdownFile, (pattern) => check(pattern, (source) => readMarkdown(source).text)),
      { numRuns: RUNS.markdown, seed: SEED },
    );
  });

  it('of PDF is read whole and in order', async () => {
    await fc.assert(
      fc.asyncProperty(pdfPages, fc.boolean(), async (pages, divided) => {
        const { source, visible } = written(pages.map((lines) => lines.join('\n')).join('\f'));
        const made = source
          .split('\f')
          .map((page) => page.split('\n').flatMap((line) => dividedLine(line, divided)));
        const { text } = await readFile(madePdf({ pages: made }), 'pdf', { pdf: pdfReader });
        assert.deepEqual(wordsIn(text), visible, JSON.stringify(made));
      }),
      { numRuns: RUNS.pdf, seed: SEED },
    );
  });

  it('of any text at all has headings where they are said to be', () => {
    const anything = fc.string({ unit: fc.constantFrom(...'#<>/ahp1 \n`*_[]()!-=|&;"\''), maxLength: 200 });
    fc.assert(
      fc.property(anything, (source) => {
        for (const { text, headings } of [readHtml(source), readMarkdown(source)]) {
          let before = 0;
          for (const { start, end } of headings) {
            assert.ok(start >= before && end > start && end <= text.length);
            const line = text.slice(start, end);
            assert.ok(
              !line.includes('\n') &&
                line === line.trim() &&
                ['', '\n\n'].includes(text.slice(start - 2, start)),
            );
            before = end;
          }
        }
      }),
      { numRuns: 2000, seed: SEED },
    );
  });
});

/** The last word of a line, in two parts with a hyphen. */
function dividedLine(line: string, divided: boolean): string[] {
  const last = line.lastIndexOf(' ') + 1;
  if (!divided || line.length - last < 4) return [line];
  return [`${line.slice(0, last + 2)}-`, line.slice(last + 2)];
}
