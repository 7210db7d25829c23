// The documents of the project, and the examples in them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths.js';

/** A block of code and the section that it stands in. */
export interface Example {
  /** Its heading; empty before the first one below the title. */
  section: string;
  language: string;
  code: string;
}

/** All blocks of code of a document, in order. */
export async function examplesOf(document: string): Promise<Example[]> {
  const text = await readFile(join(ROOT, document), 'utf8');
  const sections = text.split(/^##+ /m).map((part, row) => ({
    section: row === 0 ? '' : (part.split('\n', 1)[0] ?? ''),
    part,
  }));
  return sections.flatMap(({ section, part }) =>
    Array.from(part.matchAll(/^```(\w+)\n(.*?)^```/gms), ([, language = '', code = '']) => ({
      section,
      language,
      code,
    })),
  );
}
