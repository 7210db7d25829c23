// What an option takes, in one word each. The command line, the file of settings, its schema and `publish` go by it.

import { readShare } from './parts/share.js';

/** `count`: a whole number from 1; `threads`: from 1 to 64; `whole`: from 0; `share`: a number from 0 to 1; `part`: `3/16`; a list: one of these words. */
export type Takes =
  | 'text'
  | 'path'
  | 'count'
  | 'threads'
  | 'whole'
  | 'port'
  | 'share'
  | 'part'
  | 'json'
  | readonly string[];

const LARGEST = 999_999_999;
const LAST_PORT = 65_535;
/** More would be a typing error. */
const MOST_THREADS = 64;

/** What a value has to be, for people; undefined if `text` is that. */
export function wantedInstead(takes: Takes, text: string): string | undefined {
  return isFit(takes, text) ? undefined : describeTakes(takes);
}

function isFit(takes: Takes, text: string): boolean {
  if (typeof takes !== 'string') return takes.includes(text);
  switch (takes) {
    case 'text':
    case 'path':
      return true;
    case 'count':
      return /^[1-9]\d{0,8}$/.test(text);
    case 'threads':
      return /^[1-9]\d?$/.test(text) && Number(text) <= MOST_THREADS;
    case 'whole':
      return /^\d{1,9}$/.test(text);
    case 'port':
      return /^\d{1,5}$/.test(text) && Number(text) <= LAST_PORT;
    case 'share':
      return /^(\d|\d?\.\d+|\de-\d+)$/.test(text) && Number(text) <= 1;
    case 'part':
      return readShare(text) !== undefined;
    case 'json':
      return isJsonObject(text);
  }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function describeTakes(takes: Takes): string {
  if (typeof takes !== 'string') return `one of ${takes.join(', ')}`;
  switch (takes) {
    case 'text':
    case 'path':
      return 'a text';
    case 'count':
      return 'a whole number of at least 1';
    case 'threads':
      return `a whole number from 1 to ${MOST_THREADS}`;
    case 'whole':
      return 'a whole number from 0';
    case 'port':
      return `a whole number from 0 to ${LAST_PORT}`;
    case 'share':
      return 'a number from 0 to 1';
    case 'part':
      return 'a part and their number, such as 3/16';
    case 'json':
      return `an object as JSON, such as '{"lang":"en"}'`;
  }
}

/**
 * What a value of JSON has to be, for people; undefined if `value` is that. A number is one here, not its digits, and `json`
 * is an object.
 */
export function wantedValue(takes: Takes, value: unknown): string | undefined {
  const wanted = takes === 'json' ? 'an object' : describeTakes(takes);
  if (typeof value !== typeInJson(takes) || value === null || Array.isArray(value)) return wanted;
  return takes === 'json' || isFit(takes, String(value)) ? undefined : wanted;
}

function typeInJson(takes: Takes): 'string' | 'number' | 'object' {
  if (takes === 'json') return 'object';
  return typeof takes !== 'string' || takes === 'text' || takes === 'path' ? 'string' : 'number';
}

/** The same in the words of JSON Schema. */
export function schemaOf(takes: Takes): Record<string, unknown> {
  if (typeof takes !== 'string') return { enum: takes };
  switch (takes) {
    case 'text':
    case 'path':
      return { type: 'string' };
    case 'count':
      return { type: 'integer', minimum: 1, maximum: LARGEST };
    case 'threads':
      return { type: 'integer', minimum: 1, maximum: MOST_THREADS };
    case 'whole':
      return { type: 'integer', minimum: 0, maximum: LARGEST };
    case 'port':
      return { type: 'integer', minimum: 0, maximum: LAST_PORT };
    case 'share':
      return { type: 'number', minimum: 0, maximum: 1 };
    case 'part':
      return { type: 'string', pattern: '^\\d+/\\d+$' };
    case 'json':
      return { type: 'object' };
  }
}
