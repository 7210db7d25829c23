// The list of documents of a published folder: their titles, and which fields their metadata has.

import { valuesOf } from '../web/filter/field.js';
import { decodeDocumentList, type HostedDocuments } from '../web/hosted/document-list.js';
import { fileAt, type HostedManifest } from '../web/hosted/manifest.js';
import type { FieldValue } from '../web/index.js';
import { openPublished } from './published.js';

/** A field of metadata, and some of its values: enough to see what they are like. */
export interface KnownField {
  name: string;
  examples: readonly FieldValue[];
}

export interface FolderFacts {
  /** By id. */
  titles: ReadonlyMap<string, string>;
  fields: readonly KnownField[];
}

const MOST_EXAMPLES = 4;
const MOST_FIELDS = 20;
/** Letters; a longer one, such as a description, is an example to nobody. */
const LONGEST = 40;

/** Read once for each publication. */
export class FolderList {
  readonly #place: string;
  #known: { generation: string; facts: FolderFacts } | undefined;

  constructor(place: string) {
    this.#place = place;
  }

  /** Errors: those of {@link openPublished}, and of reading the list. */
  async read(): Promise<FolderFacts> {
    const { files, manifest } = await openPublished(this.#place);
    const { generation } = manifest;
    if (this.#known?.generation !== generation) {
      const bytes = await files.read(fileAt(manifest, manifest.documentList));
      const list = await decodeDocumentList(bytes, manifest);
      this.#known = { generation, facts: { titles: titlesOf(list), fields: fieldsOf(list, manifest) } };
    }
    return this.#known.facts;
  }
}

function titlesOf(list: HostedDocuments): Map<string, string> {
  const titles = new Map<string, string>();
  for (let number = 0; number < list.rows; number++) {
    const { id, title } = list.at(number).document;
    if (title !== undefined) titles.set(id, title);
  }
  return titles;
}

function fieldsOf(list: HostedDocuments, { columns }: HostedManifest): KnownField[] {
  const names = (columns?.fields ?? []).map(({ name }) => name).filter((name) => !name.startsWith('$'));
  return names.slice(0, MOST_FIELDS).map((name) => {
    const found = new Set<FieldValue>();
    for (let number = 0; number < list.rows && found.size < MOST_EXAMPLES; number++) {
      for (const value of valuesOf(list.at(number).document, name)) {
        if (found.size < MOST_EXAMPLES && String(value).length <= LONGEST) found.add(value);
      }
    }
    return { name, examples: [...found] };
  });
}
