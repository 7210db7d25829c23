// What a search by words should find, by looking at every passage: plain words of ASCII, phrases, and words to leave out.

import type { DocumentInfo } from '../../web/interface/document.js';
import type { LeannIndex } from '../../web/leann-index.js';

export interface PlainQuery {
  /** Any of them. */
  words: string[];
  /** All of them, side by side. */
  phrases: string[][];
  excluded: string[];
}

export function queryText({ words, phrases, excluded }: PlainQuery): string {
  const quoted = phrases.map((phrase) => `"${phrase.join(' ')}"`);
  // With a space at the end, no word is the beginning of another.
  return `${[...excluded.map((word) => `-${word}`), ...words, ...quoted].join(' ')} `;
}

/** Whether a passage has words that are looked for, and whether it may be found at all. */
interface Judged {
  /** `id passage` */
  name: string;
  found: boolean;
  permitted: boolean;
}

export async function scan(index: LeannIndex, query: PlainQuery): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const id of await index.ids()) {
    const document = await index.get(id);
    if (document !== undefined) judged.push(...judge(document, query));
  }
  return judged;
}

function judge({ id, title = '', passages }: DocumentInfo, query: PlainQuery): Judged[] {
  const fields = passages.map(({ text, headings = [] }) =>
    [title, ...headings, ...text.split('\n\n')].map(cut),
  );
  const all = new Set(fields.flat(2));
  const isLeftOut = query.excluded.some((word) => all.has(word));
  return fields.map((own, passage) => {
    const permitted =
      !isLeftOut && query.phrases.every((phrase) => own.some((field) => hasRun(field, phrase)));
    const wanted = [...query.words, ...query.phrases.flat()];
    const found = permitted && wanted.some((word) => own.some((field) => field.includes(word)));
    return { name: `${id} ${passage}`, found, permitted };
  });
}

function cut(field: string): string[] {
  return field.toLowerCase().match(/[a-z]+/g) ?? [];
}

function hasRun(field: readonly string[], phrase: readonly string[]): boolean {
  return field.some((_, first) => phrase.every((word, at) => field[first + at] === word));
}
