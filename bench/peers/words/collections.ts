// What is indexed and asked.

import { readSource } from '../../../cli/source.js';
import { type Gloss, readGlosses } from '../../../tools/corpora/wordnet.js';
import { type LookUp, lookUpsOf, mistyped, mixed } from '../../judged/look-ups.js';
import type { Collection, Titled } from './engine.js';

/** A query; with the document that should come first, where there is one. */
export interface Asked extends Pick<LookUp, 'query'> {
  kind: string;
  id?: string;
}

export interface AskedCollection extends Collection {
  name: string;
  /** Asked before anything is measured, and not measured. */
  warmUp: string[];
  asked: Asked[];
}

/** Of each kind, half of which are asked. */
const QUERIES = 200;
const WARM_UP = 100;
/** Letters of a word that is still being typed. */
const TYPED = 4;
/** Words of a text that are asked for together. */
const BEGINNING = 8;

/**
 * All glosses; the first 10,000, some with part numbers; the files of a folder, if there is one. `parity`: 1 asks the
 * odd-numbered queries of each kind, on which nothing was tuned, 0 the others.
 */
export async function collections(folder: string | undefined, parity: 0 | 1): Promise<AskedCollection[]> {
  const all = readGlosses();
  const collections = [glosses(all, 'all glosses'), glosses(all.slice(0, 10_000), '10,000 glosses')];
  if (folder !== undefined) collections.push(await files(folder));
  return collections.map((collection) => ({ ...collection, asked: half(collection.asked, parity) }));
}

function half(asked: readonly Asked[], parity: 0 | 1): Asked[] {
  const seen = new Map<string, number>();
  return asked.filter(({ kind }) => {
    const place = seen.get(kind) ?? 0;
    seen.set(kind, place + 1);
    return place % 2 === parity;
  });
}

function glosses(all: readonly Gloss[], name: string): AskedCollection {
  const isPrebuilt = all.length > 100_000;
  const { documents, kinds } = lookUpsOf(all);
  const asked = Object.entries(kinds).flatMap(([kind, each]) => each.map((one) => ({ kind, ...one })));
  const typed = (kinds['single words'] ?? []).map(({ query }) => query.slice(0, TYPED));
  asked.push(...typed.map((query) => ({ kind: 'prefixes', query, id: '' })), ...beginnings(documents));
  // The prebuilt index is of the texts as they are.
  const there = isPrebuilt ? asked.filter(({ kind }) => kind !== 'part numbers') : asked;
  return {
    name,
    isPrebuilt,
    documents: isPrebuilt ? all : documents,
    warmUp: warmUpOf(documents),
    asked: there.map(({ kind, query, id }) => ({ kind, query, ...(id !== '' && { id }) })),
  };
}

async function files(folder: string): Promise<AskedCollection> {
  const documents: Titled[] = [];
  for await (const { id, title = id, text } of readSource(folder)) documents.push({ id, title, text });
  const random = mixed(1);
  const words = some(documents, QUERIES).map(({ text }) => {
    const all = text.match(/(?<!\S)[A-Za-z][a-z]{5,} [a-z]{3,}(?!\S)/g) ?? ['something else'];
    return (all[random(all.length)] ?? '').split(' ');
  });
  const ask = (kind: string, query: (first: string, second: string) => string) =>
    words.map(([first = '', second = '']) => ({ kind, query: query(first, second) }));
  const titles = some(documents, QUERIES).map(({ id, title }) => ({ kind: 'titles', query: title, id }));
  return {
    name: folder,
    isPrebuilt: false,
    documents,
    warmUp: warmUpOf(documents),
    asked: [
      ...titles,
      ...ask('single words', (first) => `${first} `),
      ...ask('two words', (first, second) => `${first} ${second} `),
      ...ask('prefixes', (first) => first.slice(0, TYPED)),
      ...ask('words with a typing error', (first) => mistyped(first, random)),
    ],
  };
}

/** The first words of texts, which are frequent ones. */
function beginnings(documents: readonly Titled[]): (Asked & { id: string })[] {
  return some(documents, QUERIES).map(({ id, text }) => {
    return { kind: 'first eight words of a text', query: text.split(' ').slice(0, BEGINNING).join(' '), id };
  });
}

/** The last words of texts, two each. */
function warmUpOf(documents: readonly Titled[]): string[] {
  return some(documents, WARM_UP).map(({ text }) => text.trim().split(/\s+/).slice(-2).join(' '));
}

/** At equal distances. */
function some<Item>(all: readonly Item[], count: number): Item[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, row) => row % step === 0).slice(0, count);
}
