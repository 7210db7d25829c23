// Counts the values of documents' fields.

import { isPlainObject } from '../base/json.js';
import type { SearchedCorpus } from '../content/searched-content.js';
import { type Condition, fieldsOf } from '../filter/condition.js';
import { countValues } from '../filter/count-values.js';
import { evaluate } from '../filter/evaluate.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import { isFieldName } from '../filter/field.js';
import { parseWhere } from '../filter/parse-where.js';
import { refusal } from '../filter/refusal.js';

/** Most values of a field, by default. */
const LIMIT = 100;

export interface FacetSettings<Field extends string> {
  fields: readonly Field[];
  where: Condition | undefined;
  limit: number;
}

/** The options with their defaults. Errors: `invalid-argument`. */
export function facetSettings<Field extends string>(
  fields: readonly Field[],
  options: FacetOptions,
): FacetSettings<Field> {
  if (!Array.isArray(fields)) throw refusal('count facets of', fields, 'it must be an array of fields');
  for (const field of fields as unknown[]) {
    if (!isFieldName(field)) throw refusal('count facets of', field, 'it is not the name of a field');
  }
  if (!isPlainObject(options)) throw refusal('count facets with', options, 'options must be an object');
  const { where, limit = LIMIT } = options;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw refusal('count facets with limit', limit, 'it must be an integer of at least 1');
  }
  return {
    fields,
    where: where === undefined ? undefined : parseWhere(where, 'count facets with where'),
    limit,
  };
}

/** Errors: those of reading columns. */
export async function countFacets<Field extends string>(
  corpus: SearchedCorpus,
  { fields, where, limit }: FacetSettings<Field>,
): Promise<Facets<Field>> {
  const table = await corpus.table(new Set([...fields, ...(where === undefined ? [] : fieldsOf(where))]));
  const flags = where === undefined ? new Uint8Array(table.rows).fill(1) : evaluate(where, table);
  for (let row = 0; row < flags.length; row++) if (table.isDeleted(row)) flags[row] = 0;
  const facets = fields.map((field) => {
    const column = table.columns.get(field);
    return [field, column === undefined ? [] : countValues(column, flags, limit)] as const;
  });
  return Object.fromEntries(facets) as Facets<Field>;
}
