// <leann-search modal>: the dialog, and what opens and closes it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LeannSearch } from '../../web/element/leann-search.js';
import { hitOf, type SearchField, SearchSuite } from './search-field.js';

const BODY = `<leann-search modal></leann-search>
<p>Some text, and <textarea></textarea></p>
<button id="other">Find</button>`;

describe('<leann-search modal>', { timeout: 300_000 }, () => {
  const suite = new SearchSuite();

  async function withField(use: (field: SearchField) => Promise<void>, html = BODY): Promise<void> {
    const field = await suite.field(html);
    await use(field);
    assert.deepEqual(field.script.problems, []);
    await field.page.close();
  }

  const isOpen = ({ page }: SearchField) => page.locator('leann-search dialog').isVisible();
  /** Whether the field has the focus. */
  const isFocused = ({ input }: SearchField) =>
    input.evaluate((each) => (each.getRootNode() as ShadowRoot).activeElement === each);

  test('is opened by its button, takes the focus, and gives it back', async () => {
    await withField(async (field) => {
      const button = field.page.getByRole('button', { name: 'Search' });
      assert.equal(await button.getAttribute('aria-haspopup'), 'dialog');
      assert.equal(await isOpen(field), false);
      await button.click();
      assert.equal(await field.page.getByRole('dialog', { name: 'Search' }).count(), 1);
      assert.ok(await isFocused(field));
      await field.press('Escape');
      assert.equal(await isOpen(field), false);
      assert.ok(await button.evaluate((each) => (each.getRootNode() as ShadowRoot).activeElement === each));

      await button.press('Enter');
      await field.page.getByRole('button', { name: 'Close' }).click();
      assert.equal(await isOpen(field), false);
    });
  });

  test('is opened by Control and K or a slash, but not where one types', async () => {
    await withField(async (field) => {
      for (const key of ['Control+k', '/']) {
        await field.press(key);
        assert.ok(await isFocused(field), key);
        assert.equal(await field.input.inputValue(), '');
        await field.press('Escape');
      }
      const text = field.page.locator('textarea');
      await text.focus();
      await field.press('/');
      assert.equal(await text.inputValue(), '/');
      assert.equal(await isOpen(field), false);
      await field.press('Control+k');
      assert.ok(await isOpen(field));
      await field.press('Control+k');
      assert.equal(await isOpen(field), false);
      assert.ok(await text.evaluate((each) => document.activeElement === each), 'the focus comes back');
      await field.page.evaluate(() => document.querySelector('leann-search')?.remove());
      await field.press('Control+k');
    });
  });

  test('leaves the keys to the page as soon as it is closed', async () => {
    await withField(async (field) => {
      const hasFocus = await field.page.locator('leann-search').evaluate((element: LeannSearch) => {
        element.open();
        element.close();
        return element.shadowRoot?.activeElement !== null;
      });
      assert.equal(hasFocus, false);
    });
  });

  test('is closed by a click outside, not by one that began inside', async () => {
    await withField(async (field) => {
      const { mouse } = field.page;
      await field.press('Control+k');
      await field.input.click();
      assert.ok(await isOpen(field));
      await mouse.down();
      await mouse.move(4, 4);
      await mouse.up();
      assert.ok(await isOpen(field));
      await mouse.click(4, 4);
      assert.equal(await isOpen(field), false);
    });
  });

  test('may have a button of the page in place of its own, or none', async () => {
    await withField(
      async (field) => {
        assert.equal(await field.page.locator('leann-search .button').isVisible(), false);
        await field.page.click('#other');
        assert.ok(await isFocused(field));
        await field.press('Escape');
        assert.ok(await field.page.locator('#other').evaluate((each) => document.activeElement === each));
        await field.page.evaluate(() => document.querySelector('leann-search')?.open());
        assert.ok(await isFocused(field));
      },
      BODY.replace('modal', 'modal for="other"'),
    );
  });

  test('shows answers, is closed when one is chosen, and has them again when it is opened', async () => {
    await withField(async (field) => {
      await field.page.evaluate(() => addEventListener('leann-select', (event) => event.preventDefault()));
      await field.press('/');
      await field.ask('proxy');
      await field.answer([hitOf({ id: 'a.md', title: 'A page' })]);
      await field.press('ArrowDown', 'Enter');
      assert.equal(await isOpen(field), false);
      await field.askedBy(() => field.press('/'));
      await field.answer([hitOf({ id: 'a.md', title: 'A page' })]);
      assert.deepEqual(await field.heads(), ['A page']);
      assert.equal(await field.input.inputValue(), 'proxy');
      await field.page.keyboard.type('x');
      assert.equal(await field.input.inputValue(), 'x', 'the old query is selected');
    });
  });

  test('is searched as ever when it is opened again before the browser has told that it was closed', async () => {
    await withField(async (field) => {
      await field.press('/');
      await field.ask('proxy');
      await field.askedBy(() =>
        field.page.locator('leann-search').evaluate((element: LeannSearch) => {
          element.close();
          element.open();
        }),
      );
      await field.page.waitForTimeout(100);
      await field.answer([hitOf({ id: 'a.md', title: 'A page' })]);
      assert.deepEqual(await field.heads(), ['A page']);
    });
  });

  test('fills the window of a phone', async () => {
    await withField(async (field) => {
      await field.page.setViewportSize({ width: 360, height: 640 });
      await field.press('/');
      const box = await field.page.locator('leann-search dialog').boundingBox();
      assert.deepEqual(box, { x: 0, y: 0, width: 360, height: 640 });
    });
  });

  test('moves between page and dialog as its attribute says', async () => {
    await withField(async (field) => {
      await field.press('/');
      await field.page.evaluate(() => document.querySelector('leann-search')?.removeAttribute('modal'));
      assert.ok(await field.input.isVisible());
      assert.equal(await field.page.locator('leann-search dialog').count(), 0);
      await field.page.locator('textarea').focus();
      await field.press('Control+k');
      assert.equal(await isFocused(field), false);
      await field.page.evaluate(() => document.querySelector('leann-search')?.setAttribute('modal', ''));
      assert.equal(await field.input.isVisible(), false);
    });
  });
});
