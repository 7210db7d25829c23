// Documents that carry a url and metadata, and what is no metadata.

import type { Document } from '../../web/interface/document.js';

export const METADATA = {
  lang: 'en',
  tags: ['wet', null],
  rating: { stars: 4.5, by: ['ann', 'ben'] },
  old: false,
};

/** One with all fields, one with each, and one with none; each has a word of its own. */
export const CARRYING: Document[] = [
  {
    id: 'all',
    text: 'sun rain everything',
    title: 'All',
    url: 'https://example.org/all',
    metadata: METADATA,
  },
  { id: 'url', text: 'sun snow address', url: 'b/c?d=e#f' },
  { id: 'metadata', text: 'sun wind note', metadata: JSON.parse('{"__proto__": {"x": 1}, "10": "\ud800"}') },
  { id: 'none', text: 'sun hill nothing' },
];

/** Its passages of at most 18 words, title and headings counted, by their sections, are {@link SECTIONS}. */
export const SECTIONED: Document = {
  id: 'sections',
  title: 'Weather',
  text: `# Weather
sun moon star cloud one two three
## Rain
rain drop puddle boot coat four five
### Hail
hail ice dent roof car six seven
## Snow
snow flake drift sled slope eight nine ten
more of snow and ice and of cold winds`,
};

export const SECTIONS: (string[] | undefined)[] = [undefined, ['Rain'], ['Rain', 'Hail'], ['Snow'], ['Snow']];

/** What hits and `get` tell of it. */
export function carriedBy({
  id,
  title,
  url,
  metadata,
}: Partial<Omit<Document, 'text' | 'headings'>>): unknown {
  return { id, title, url, metadata };
}

const loop: Record<string, unknown> = {};
loop.itself = loop;

export const WRONG_METADATA: readonly unknown[] = [
  null,
  'text',
  7,
  [],
  ['text'],
  new Date(0),
  new Map(),
  { at: new Date(0) },
  { n: Number.NaN },
  { n: Number.POSITIVE_INFINITY },
  { big: 1n },
  { deep: [{ list: [undefined] }] },
  { act: () => 1 },
  { mark: Symbol('x') },
  // biome-ignore lint/suspicious/noSparseArray: it is what must be refused.
  { holes: [1, , 2] },
  loop,
];
