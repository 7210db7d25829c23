// Asks the extension as its user does, through the field of its page, in either browser.

import type { JudgedQuery } from '../../tools/corpora/bookmarks.js';

/** The answers to one question: URLs, best first, and milliseconds since the key was pressed. */
export interface Asked {
  words: string[];
  merged: string[];
  firstMs: number;
  finalMs: number;
}

/** A page of the extension with a field, in Chromium or Firefox. */
export interface AskedPage {
  evaluate(work: (query: string) => Promise<Asked>, query: string): Promise<Asked>;
}

export async function askAll(page: AskedPage, queries: readonly JudgedQuery[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const { query } of queries) asked.push(await ask(page, query));
  return asked;
}

/** Puts the query into the field, and watches the page until the answer is final. */
export function ask(page: AskedPage, query: string): Promise<Asked> {
  return page.evaluate(
    (text) =>
      new Promise<Asked>((resolve) => {
        const input = document.querySelector<HTMLInputElement>('.query');
        if (input === null) throw new Error('the page has no field');
        // What was answered before to the same question does not count.
        document.body.dataset.answered = '';
        const urls = () => Array.from(document.querySelectorAll<HTMLElement>('.row'), ({ title }) => title);
        let words: string[] | undefined;
        let firstMs = 0;
        let began = 0;
        const observer = new MutationObserver(() => {
          const { answered, stage } = document.body.dataset;
          if (answered !== text) return;
          if (words === undefined) {
            words = urls();
            firstMs = performance.now() - began;
          }
          if (stage !== 'final') return;
          observer.disconnect();
          resolve({ words, merged: urls(), firstMs, finalMs: performance.now() - began });
        });
        observer.observe(document.body, { attributes: true });
        input.value = text;
        began = performance.now();
        input.dispatchEvent(new Event('input'));
      }),
    query,
  );
}
