// What <leann-search> shows of answers: documents with links to their sections, and how good they are.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Hit } from '../../web/interface/search-update.js';
import { byWords, hitOf, type SearchField, SearchSuite } from './search-field.js';

const FIELD = '<leann-search href-template="/docs/{id}"></leann-search>';

const INSTALL = hitOf({
  id: 'install',
  title: 'Installing',
  headings: ['On Linux', 'With a proxy'],
  anchor: 'with-a-proxy',
  text: 'With a proxy\n\nSet the <b>proxy</b> before you begin, else nothing can be fetched.',
  others: [
    hitOf({
      id: 'install',
      passage: 2,
      headings: ['On Windows'],
      anchor: 'on-windows',
      text: 'There is a proxy.',
    }),
    hitOf({
      id: 'install',
      passage: 1,
      headings: ['On Linux', 'With a proxy'],
      anchor: 'with-a-proxy',
      text: 'More.',
    }),
    hitOf({ id: 'install', passage: 3, headings: ['Licence'], anchor: 'licence', text: 'None.', weak: true }),
  ],
});
const NETWORK = hitOf({ id: 'network', title: 'The network', text: 'A proxy stands in between.' });

/** As many as do not fit into the list. */
const MANY = Array.from({ length: 12 }, (_, row) =>
  hitOf({ id: `page ${row}`, title: `Page ${row}`, text: 'Text.' }),
);

describe('the answers of <leann-search>', { timeout: 300_000 }, () => {
  const suite = new SearchSuite();

  async function withField(use: (field: SearchField) => Promise<void>, html = FIELD): Promise<void> {
    const field = await suite.field(html);
    await use(field);
    assert.deepEqual(field.script.problems, []);
    await field.page.close();
  }

  test('are documents: title, headings, what answers with its words marked, and other sections below', async () => {
    await withField(async (field) => {
      await field.ask('proxy');
      assert.deepEqual(await field.script.call('questions'), [{ query: 'proxy', k: 8, group: 'document' }]);
      await field.answer([INSTALL, NETWORK], { words: ['proxy'] });
      assert.deepEqual(await field.heads(), [
        'Installing On Linux › With a proxy',
        'On Windows',
        'The network',
      ]);
      const first = field.options.first().locator('.text');
      assert.equal(
        await first.textContent(),
        'Set the <b>proxy</b> before you begin, else nothing can be fetched.',
        'without the heading that is shown above it',
      );
      assert.deepEqual(await first.locator('mark').allTextContents(), ['proxy']);
      assert.equal(await field.page.locator('leann-search b').count(), 0);
      const { origin } = new URL(field.page.url());
      assert.deepEqual(
        await field.page
          .locator('leann-search a')
          .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href)),
        ['install#with-a-proxy', 'install#on-windows', 'network'].map((path) => `${origin}/docs/${path}`),
      );
    });
  });

  test('lead where the document is, and never to a script', async () => {
    await withField(async (field) => {
      await field.ask('a');
      await field.answer([
        hitOf({ id: 'a.md', url: 'https://example.org/a?b=1', anchor: 'größe' }),
        hitOf({ id: 'b.md', url: '../up/b#here', anchor: 'there' }),
        hitOf({ id: 'c.md', url: 'javascript:alert(1)' }),
        hitOf({ id: 'd.md', anchor: 'part' }),
        hitOf({ id: 'e' }),
      ]);
      const { origin } = new URL(field.page.url());
      const links = field.page.locator('leann-search a');
      assert.deepEqual(await links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))), [
        'https://example.org/a?b=1#gr%C3%B6%C3%9Fe',
        `${origin}/up/b#here`,
        null,
        `${origin}/site/d.md#part`,
        null,
      ]);
    }, '<leann-search src="/site/search/"></leann-search>');
  });

  test('lead to pages that have lost the ending of their files', async () => {
    await withField(async (field) => {
      await field.ask('a');
      await field.answer(
        ['guide/new bread.md', 'guide/index.md', 'index.html', 'v1.2/reindex'].map((id) =>
          hitOf({ id, anchor: 'top' }),
        ),
      );
      const { origin } = new URL(field.page.url());
      const links = field.page.locator('leann-search a');
      assert.deepEqual(
        await links.evaluateAll((all) => all.map((link) => link.getAttribute('href'))),
        ['guide/new%20bread', 'guide/', '', 'v1.2/reindex'].map((path) => `${origin}/docs/${path}#top`),
      );
    }, '<leann-search href-template="/docs/{path}"></leann-search>');
  });

  test('are worked by keys, other sections too', async () => {
    await withField(async (field) => {
      await field.page.evaluate(() => {
        addEventListener('leann-select', (event) => {
          event.preventDefault();
          document.title = (event as CustomEvent<{ href: string }>).detail.href;
        });
      });
      await field.ask('proxy');
      await field.answer([INSTALL, NETWORK]);
      const active = async () => (await field.active.locator('.head').innerText()).trim();
      await field.press('ArrowDown', 'ArrowDown');
      assert.equal(await active(), 'On Windows');
      assert.equal(
        await field.input.getAttribute('aria-activedescendant'),
        await field.active.getAttribute('id'),
      );
      await field.press('End');
      assert.equal(await active(), 'The network');
      await field.press('ArrowDown');
      assert.match(await active(), /^Installing/);
      await field.press('ArrowUp', 'Home');
      assert.match(await active(), /^Installing/);
      await field.press('ArrowDown', 'Enter');
      assert.equal(await field.page.title(), `${new URL(field.page.url()).origin}/docs/install#on-windows`);
    });
    await withField(async (field) => {
      await field.ask('proxy');
      await field.answer([NETWORK]);
      await field.press('Home', 'x');
      assert.equal(
        await field.input.inputValue(),
        'xproxy',
        'without an active answer, Home is for the text',
      );
    });
  });

  test('come from words first, which is said, and keep the active one where it is when they get better', async () => {
    await withField(async (field) => {
      await field.ask('proxy');
      const first = [...MANY].reverse().map(byWords);
      await field.answer(first, { final: false });
      assert.equal(await field.status.textContent(), 'Showing matches of words…');
      assert.equal(await field.live.textContent(), '', 'announced at the end only');
      await field.press('ArrowUp', 'ArrowUp');
      const top = () => field.active.evaluate((option) => Math.round(option.getBoundingClientRect().top));
      const listTop = () => field.options.first().evaluate((option) => option.parentElement?.offsetTop);
      const [before, listBefore] = [await top(), await listTop()];
      assert.equal(await field.active.locator('.title').textContent(), 'Page 1');
      const better = [...MANY.slice(4, 10), MANY[1], ...MANY.slice(10)].filter((hit) => hit !== undefined);
      await field.answer(better, { final: false });
      assert.equal(await field.active.locator('.title').textContent(), 'Page 1');
      assert.equal(await top(), before);
      assert.equal(await listTop(), listBefore, 'the line above stays as high');
      assert.equal(await field.status.textContent(), '9 results');
      assert.equal(await field.live.textContent(), '');
      await field.answer(better);
      assert.equal(await field.live.textContent(), '9 results');
    });
  });

  test('go to the document if the active section of it is gone', async () => {
    await withField(async (field) => {
      await field.ask('proxy');
      await field.answer([NETWORK, INSTALL], { final: false });
      await field.press('ArrowUp');
      assert.equal(await field.active.locator('.head').innerText(), 'On Windows');
      const { others: _, ...alone } = INSTALL;
      await field.answer([alone, NETWORK]);
      assert.match(await field.active.locator('.head').innerText(), /^Installing/);
    });
  });

  test('that are hardly any are set apart, and none says what was searched for', async () => {
    await withField(async (field) => {
      const weight = () =>
        field.page
          .locator('leann-search .option:not(.other) .title')
          .evaluateAll((titles) => titles.map((title) => getComputedStyle(title).fontWeight));
      const weak: Hit = { ...NETWORK, weak: true };
      await field.ask('zebra {count}');
      await field.answer([INSTALL, weak]);
      assert.equal(await field.status.textContent(), '2 results');
      assert.deepEqual(await weight(), ['600', '400']);
      await field.ask('zebras');
      await field.answer([weak]);
      assert.equal(await field.status.textContent(), 'No good match for “zebras”. The nearest:');
      assert.equal(await field.live.textContent(), 'No good match for “zebras”. The nearest: 1 result');
      assert.equal(await field.options.count(), 1);
      await field.ask('none {query}');
      await field.answer([]);
      assert.equal(await field.status.textContent(), 'Nothing found for “none {query}”');
      assert.equal(await field.options.count(), 0);
      assert.equal(await field.input.getAttribute('aria-expanded'), 'false');
    });
  });

  test('are refused in a sentence; what went wrong is for the console', async () => {
    const field = await suite.field('<leann-search limit="many"></leann-search>');
    await field.ask('proxy');
    assert.equal((await field.script.call('questions'))[0]?.k, 8);
    await field.script.call('fail', 'corrupt', 'leann: cannot use index.leann: its SHA-256 differs');
    await field.page.getByRole('button', { name: 'Try again' }).waitFor();
    assert.equal(await field.status.textContent(), 'The search does not work at the moment.Try again');
    assert.equal(await field.live.textContent(), 'The search does not work at the moment.');
    assert.match(field.script.problems.join('\n'), /cannot use limit many[\s\S]*its SHA-256 differs/);
    await field.page.getByRole('button', { name: 'Try again' }).click();
    await field.answer([NETWORK]);
    assert.deepEqual(await field.heads(), ['The network']);
    await field.page.close();
  });

  test('are spoken of in the language of the page', async () => {
    const texts = {
      placeholder: 'Szukaj',
      words: 'Wyniki dla słów…',
      results: { one: '{count} wynik', few: '{count} wyniki', other: '{count} wyników' },
      nothing: 'Brak wyników: {query}',
    };
    const html = `<div lang="pl"><leann-search translations='${JSON.stringify(texts)}'></leann-search></div>`;
    await withField(async (field) => {
      assert.equal(await field.input.getAttribute('placeholder'), 'Szukaj');
      assert.equal(await field.page.getByRole('combobox', { name: 'Szukaj' }).count(), 1);
      await field.ask('a');
      await field.answer(MANY.slice(0, 3).map(byWords), { final: false });
      assert.equal(await field.status.textContent(), 'Wyniki dla słów…');
      await field.answer(MANY.slice(0, 3));
      assert.equal(await field.status.textContent(), '3 wyniki');
      await field.page.evaluate(() => {
        const element = document.querySelector('leann-search');
        if (element !== null) element.translations = { nothing: 'Nichts gefunden', placeholder: 'Suchen' };
      });
      assert.equal(await field.input.getAttribute('placeholder'), 'Suchen');
      await field.ask('b');
      await field.answer([]);
      assert.equal(await field.status.textContent(), 'Nichts gefunden');
    }, html);
    const field = await suite.field(
      `<leann-search translations='{"plaeholder": "x", "words": 3'></leann-search>`,
    );
    assert.equal(await field.input.getAttribute('placeholder'), 'Search');
    assert.match(field.script.problems.join(), /they have to be a JSON object/);
    await field.page.close();
  });

  test('are laid out from right to left where the page is', async () => {
    await withField(async (field) => {
      await field.ask('proxy');
      await field.answer([hitOf({ id: 'ar', title: 'الشبكة' }), INSTALL]);
      const edges = await field.options.evaluateAll((options) =>
        options.map((option) => {
          const [outer, inner] = [option, option.querySelector('.head')].map((each) =>
            each?.getBoundingClientRect(),
          );
          return [(inner?.left ?? 0) - (outer?.left ?? 0), (outer?.right ?? 0) - (inner?.right ?? 0)].map(
            Math.round,
          );
        }),
      );
      for (const [left, right] of edges) assert.equal(left, right);
      const indent = await field.options.nth(2).evaluate((option) => getComputedStyle(option).marginRight);
      assert.notEqual(indent, '0px');
    }, '<div dir="rtl" lang="ar"><leann-search></leann-search></div>');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`have a contrast of 4.5 at least: ${colorScheme}`, async () => {
      await withField(async (field) => {
        await field.page.emulateMedia({ colorScheme });
        await field.page.evaluate(() => {
          document.documentElement.style.colorScheme = 'light dark';
        });
        await field.ask('proxy');
        await field.answer([INSTALL, { ...NETWORK, weak: true }], { words: ['proxy'] });
        await field.press('ArrowDown');
        const contrasts = await field.page.evaluate(contrastsOf);
        for (const [name, contrast] of contrasts)
          assert.ok(contrast >= 4.5, `${name}: ${contrast.toFixed(2)}`);
        assert.ok(contrasts.some(([name]) => name === 'MARK'));
      });
    });
  }
});

/** In the page: of each text, its place and its contrast with what is painted behind it. */
function contrastsOf(): [string, number][] {
  type Colour = [number, number, number, number];
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (colours: string[]): Colour => {
    canvas?.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      if (canvas) canvas.fillStyle = colour;
      canvas?.fillRect(0, 0, 1, 1);
    }
    return Array.from(canvas?.getImageData(0, 0, 1, 1).data ?? []) as Colour;
  };
  const luminance = ([red, green, blue]: Colour) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const root = document.querySelector('leann-search')?.shadowRoot;
  return [...(root?.querySelectorAll('.title, .path, .text, .status, mark, .input') ?? [])].map((element) => {
    const behind: string[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      behind.unshift(getComputedStyle(at).backgroundColor);
    }
    const paper = luminance(read(behind));
    const ink = luminance(read([...behind, getComputedStyle(element).color]));
    const [dark = 0, light = 0] = [paper, ink].sort((left, right) => left - right);
    return [element.className || element.tagName, (light + 0.05) / (dark + 0.05)];
  });
}
