// What stands above the text of a Markdown file: YAML between lines of `---`, or TOML between lines of `+++`.

import { parse as parseToml } from 'smol-toml';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { fileFields } from './file-fields.js';
import { present, type ReadDocument } from './read-document.js';

export type FrontFields = Pick<
  ReadDocument,
  'title' | 'lang' | 'description' | 'url' | 'date' | 'tags' | 'fields' | 'draft' | 'problem'
>;

export interface FrontMatter {
  fields: FrontFields;
  /** UTF-16 offset in the file at which the text begins. */
  end: number;
}

/** The names that site generators use, best first. */
const NAMES = {
  title: ['title'],
  lang: ['lang', 'language', 'locale'],
  description: ['description', 'summary', 'excerpt'],
  url: ['canonical', 'canonical_url', 'url', 'permalink'],
  date: ['lastmod', 'last_modified_at', 'updated', 'modified', 'date'],
} as const;
const TAGS = ['tags', 'tag', 'keywords'];
/** What generators take for "not yet". */
const DRAFT = { draft: 'true', published: 'false' };

/**
 * The fields that a file begins with; of others than those that are known by themselves, those of these names. None if what stands there
 * is no mapping: lines of `---` may be rules.
 */
export function frontMatterOf(source: string, names: readonly string[] = []): FrontMatter {
  const fence = /^\ufeff?(---|\+\+\+)[ \t]*\r?\n/.exec(source);
  const none: FrontMatter = { fields: {}, end: source.startsWith('\ufeff') ? 1 : 0 };
  if (fence === null) return none;
  const [opening, sign = ''] = fence;
  const body = bodyUntil(source, opening.length, sign === '---' ? ['---', '...'] : [sign]);
  if (body === undefined) return { ...none, fields: neverClosed(source.slice(opening.length), sign) };
  const text = source.slice(opening.length, body.end);
  const { reads, values = reads, problem } = sign === '---' ? yamlValues(text) : tomlValues(text);
  if (reads === undefined || values === undefined) return none;
  const known = Object.entries(NAMES).map(([field, synonyms]) => [
    field,
    synonyms.map(reads).find((value) => typeof value === 'string' && value !== ''),
  ]);
  const tags = TAGS.map(reads)
    .map(tagsOf)
    .find(({ length }) => length > 0);
  const fields = fileFields(names, values);
  return {
    fields: {
      ...present(Object.fromEntries(known) as Record<string, string | undefined>),
      ...(tags && { tags }),
      ...(fields && { fields }),
      ...(Object.entries(DRAFT).some(([name, value]) => reads(name) === value) && { draft: true }),
      ...(problem !== undefined && { problem }),
    },
    end: body.next,
  };
}

/** Fields without a line that ends them are part of the text, which nobody means. */
function neverClosed(rest: string, sign: string): FrontFields {
  const looks = sign === '---' ? looksLikeFields(rest) : looksLikeToml(rest.split('\n', 1)[0] ?? '');
  return looks ? { problem: `its front matter is not closed by a line of ${sign}` } : {};
}

/** Where the closing line begins, and the line after it. */
function bodyUntil(source: string, from: number, closing: readonly string[]) {
  for (let start = from; start < source.length; ) {
    const newline = source.indexOf('\n', start);
    const stop = newline < 0 ? source.length : newline;
    if (closing.includes(source.slice(start, stop).trimEnd()))
      return { end: start, next: Math.min(stop + 1, source.length) };
    start = stop + 1;
  }
  return undefined;
}

/** A text, or a list of texts. */
type Value = string | string[] | undefined;
type ValueOf = (name: string) => Value;

/** Tags as a list, or as a text with commas between them; each once. */
function tagsOf(value: Value): string[] {
  const tags = typeof value === 'string' ? value.split(',') : (value ?? []);
  return [...new Set(tags.map((tag) => tag.replace(/\s+/g, ' ').trim()).filter((tag) => tag !== ''))];
}

/** How the fields are read; undefined if these are none. */
interface Values {
  reads?: ValueOf;
  /** As what they were written: numbers as numbers. Default: as texts. */
  values?: (name: string) => unknown;
  problem?: string;
}

function yamlValues(text: string): Values {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  const { contents, errors } = document;
  // People write `title: A: b`, which is no YAML but leaves no doubt.
  const [error] = errors;
  if (error !== undefined) {
    if (!looksLikeFields(text)) return {};
    const reads = (name: string) => plainValue(text, name);
    if (error.code === 'BLOCK_AS_IMPLICIT_KEY') return { reads };
    // The line of `---` is the first.
    const line = (error.linePos?.[0].line ?? 0) + 1;
    const reason = error.message.split(' at line ', 1)[0] ?? '';
    return { reads, problem: `its front matter is no YAML, line ${line}: ${reason}` };
  }
  if (contents === null) return text.trim() === '' ? {} : { reads: () => undefined };
  if (!isMap(contents)) return {};
  const reads = (name: string) => {
    const value = contents.get(name, true);
    return isSeq(value) ? value.items.flatMap((item) => yamlText(item) ?? []) : yamlText(value);
  };
  return { reads, values: (name) => contents.get(name, true)?.toJS(document) };
}

function yamlText(value: unknown): string | undefined {
  if (!isScalar(value) || value.value === null) return undefined;
  return typeof value.value === 'string' ? value.value : value.source;
}

function looksLikeFields(text: string): boolean {
  return /^[\w-]+:(\s|$)/m.test(text) && !/^\s*$/.test(text.split('\n', 1)[0] ?? '');
}

function plainValue(text: string, name: string): string | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name}:`));
  const value = line?.slice(name.length + 1).trim();
  const quote = value?.charAt(0);
  const quoted =
    value !== undefined && value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote);
  return quoted ? value.slice(1, -1) : value;
}

function tomlValues(text: string): Values {
  try {
    const table = parseToml(text);
    const values = (name: string) => (Object.hasOwn(table, name) ? table[name] : undefined);
    const reads = (name: string) => {
      const value = values(name);
      return Array.isArray(value) ? value.flatMap((item) => tomlText(item) ?? []) : tomlText(value);
    };
    return { reads, values };
  } catch (error) {
    if (!looksLikeToml(text)) return {};
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : '';
    return { reads: () => undefined, problem: `its front matter is no TOML: ${reason}` };
  }
}

function tomlText(value: unknown): string | undefined {
  if (value instanceof Date) return value.toISOString();
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

function looksLikeToml(text: string): boolean {
  return /^[\w.-]+[ \t]*=/m.test(text);
}
