// A page with <leann-search> over an index whose answers the test gives, for search-answers.test.ts and search-dialog.test.ts.

import type {} from '../../web/element/leann-search.js';
import '../../web/element/leann-search.js';
import { LeannError, type LeannErrorCode } from '../../web/base/error.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { SearchUpdate } from '../../web/interface/search-update.js';
import type { LeannIndex } from '../../web/leann-index.js';

type Answer = SearchUpdate | LeannError;

interface Asked {
  query: string;
  k: number | undefined;
  group: string | undefined;
}

const asked: Asked[] = [];
/** What the search under way has yet to tell, and who waits for it. */
let answers: Answer[] = [];
let wake = () => {};

/** Fills the page's body; its search field asks this page for answers. */
export function show(html: string): void {
  document.body.innerHTML = html;
  const element = document.querySelector('leann-search');
  if (element !== null) element.index = { search } as unknown as LeannIndex;
}

/** Answers what was asked last. */
export function answer(update: SearchUpdate): void {
  answers.push(update);
  wake();
}

export function fail(code: LeannErrorCode, message: string): void {
  answers.push(new LeannError(code, message));
  wake();
}

/** What was asked so far. */
export function questions(): Asked[] {
  return asked;
}

async function* search(query: string, { k, group, signal }: SearchOptions): AsyncGenerator<SearchUpdate> {
  asked.push({ query, k, group });
  answers = [];
  for (;;) {
    const next = answers.shift();
    if (next instanceof LeannError) throw next;
    if (next !== undefined) yield next;
    if (next?.final || signal?.aborted) return;
    if (answers.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}
