// What a query means, as words: which terms to look for, and how strictly.

import { LeannError } from '../base/error.js';
import { wordsOf } from './find-words.js';
import { type FoundWord, fitsTerm } from './found-word.js';
import { isOfSigns } from './kind.js';
import { type QueryItem, queryItems } from './query-items.js';

export interface QueryTerm {
  /** As in the index: folded. */
  term: string;
  /** Whether words that begin with it count as well, as it may still be typed. */
  prefix: boolean;
  /** Whether words that differ by a typing error count as well. */
  typos: boolean;
  /** Whether a passage has to have it. */
  required: boolean;
  /** Whether a document must not have it. */
  excluded: boolean;
}

export interface WordQuery {
  /** At most 32, each once; what is required or excluded comes before the others if there are more. */
  terms: QueryTerm[];
  /** Words that have to stand side by side, at least two each; all are required terms as well. */
  phrases: string[][];
  /** Words that must not stand side by side, at least two each. */
  excludedPhrases: string[][];
  /** What the query is about, to be embedded: without what is left out, and without quotes. */
  text: string;
}

const MOST_TERMS = 32;
/** The most terms that the core takes. */
const MOST_CORE_TERMS = 64;
const SHORTEST_WITH_TYPOS = 4;
/** What may stand after a word that is still being typed. */
const UNFINISHED = /^[-_.:/+#&@'’\p{DI}\p{M}]*$/u;
const LETTERS = /^[\p{L}\p{M}]+$/u;

const encoder = new TextEncoder();

/**
 * Reads a query: words, `"quoted phrases"`, `-words` and `-"phrases"` to leave out. The last word is a prefix unless white
 * space, a quote or other punctuation follows. Any text is a query; takes time in proportion to its length.
 */
export function parseQuery(query: string): WordQuery {
  const terms = new Map<string, QueryTerm>();
  const parsed: WordQuery = { terms: [], phrases: [], excludedPhrases: [], text: '' };
  const about: string[] = [];
  for (const item of queryItems(query)) {
    const words = [...wordsOf(item.text)];
    if (!item.excluded) about.push(item.text);
    if (item.excluded) exclude(parsed, terms, words);
    else if (item.quoted) addPhrase(parsed, terms, words);
    else for (const word of words) addWord(terms, word, item);
  }
  parsed.terms = firstTerms([...terms.values()]);
  parsed.text = about.join(' ').replace(/\s+/g, ' ').trim();
  return parsed;
}

function addWord(terms: Map<string, QueryTerm>, word: FoundWord, item: QueryItem): void {
  const whole = word.terms[0] ?? '';
  const isUnfinished = item.last && UNFINISHED.test(item.text.slice(word.end));
  const mayErr = LETTERS.test(whole) && !isOfSigns(whole);
  for (const term of word.terms) {
    const typos = mayErr && Array.from(term).length >= SHORTEST_WITH_TYPOS;
    addTerm(terms, {
      term,
      prefix: isUnfinished && whole.endsWith(term),
      typos,
      required: false,
      excluded: false,
    });
  }
}

function addPhrase(parsed: WordQuery, terms: Map<string, QueryTerm>, words: readonly FoundWord[]): void {
  const phrase = phraseOf(words);
  for (const term of phrase)
    addTerm(terms, { term, prefix: false, typos: false, required: true, excluded: false });
  if (phrase.length > 1) parsed.phrases.push(phrase);
}

/** One word is left out as a term. Several are left out side by side only. */
function exclude(parsed: WordQuery, terms: Map<string, QueryTerm>, words: readonly FoundWord[]): void {
  const phrase = phraseOf(words);
  const [term] = phrase;
  if (phrase.length > 1) parsed.excludedPhrases.push(phrase);
  else if (term !== undefined)
    addTerm(terms, { term, prefix: false, typos: false, required: false, excluded: true });
}

function phraseOf(words: readonly FoundWord[]): string[] {
  return words.slice(0, MOST_TERMS).map(({ terms }) => terms[0] ?? '');
}

/** Adds a term, or to what is known of it. What is required is meant exactly. */
function addTerm(terms: Map<string, QueryTerm>, term: QueryTerm): void {
  const key = `${term.excluded ? '-' : ''}${term.term}`;
  const known = terms.get(key) ?? term;
  const required = known.required || term.required;
  terms.set(key, {
    ...term,
    required,
    prefix: !required && (known.prefix || term.prefix),
    typos: !required && (known.typos || term.typos),
  });
}

function firstTerms(terms: QueryTerm[]): QueryTerm[] {
  if (terms.length <= MOST_TERMS) return terms;
  const isStrict = ({ required, excluded }: QueryTerm) => required || excluded;
  const strict = terms.filter(isStrict);
  return [...strict, ...terms.filter((term) => !isStrict(term))].slice(0, MOST_TERMS);
}

/**
 * The terms as the core takes them: for each a byte of flags (1 prefix, 2 typos, 4 required, 8 excluded), a byte with the
 * length of its UTF-8, and that. Errors: `invalid-argument` for more than 64 terms, or one that is empty or too long.
 */
export function queryBytes({ terms }: Pick<WordQuery, 'terms'>): Uint8Array<ArrayBuffer> {
  if (terms.length > MOST_CORE_TERMS) throw refused(`${terms.length} terms`, `at most ${MOST_CORE_TERMS}`);
  const bytes = terms.flatMap(({ term, prefix, typos, required, excluded }) => {
    if (term === '' || !fitsTerm(term)) throw refused(`the term '${term}'`, '1 to 64 bytes');
    const flags = Number(prefix) | (Number(typos) << 1) | (Number(required) << 2) | (Number(excluded) << 3);
    const name = encoder.encode(term);
    return [flags, name.length, ...name];
  });
  return Uint8Array.from(bytes);
}

function refused(what: string, allowed: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search for ${what}: it has to be ${allowed}`);
}
