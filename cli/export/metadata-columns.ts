// Which columns of Parquet the metadata of documents become: a field whose values are all of one simple type gets a column of that
// type, any other one of JSON.

import type { SchemaElement } from 'hyparquet-writer';
import { LeannError } from '../../web/base/error.js';
import type { JsonObject, JsonValue } from '../../web/index.js';
import { isUnicode, listOf, TEXT } from './parquet-types.js';

type FieldType = 'boolean' | 'integer' | 'number' | 'text' | 'texts' | 'json';

/** With more fields than that, names are likely data as well, and columns are of no use. */
const MOST_FIELDS = 256;

/** Made of all metadata before the first document is written. */
export class MetadataColumns {
  readonly #types = new Map<string, FieldType | undefined>();
  #any = false;

  /** Errors: those of `all`. */
  static async of(
    all: Iterable<JsonObject | undefined> | AsyncIterable<JsonObject | undefined>,
  ): Promise<MetadataColumns> {
    const columns = new MetadataColumns();
    for await (const metadata of all) columns.#see(metadata);
    return columns;
  }

  #see(metadata: JsonObject | undefined): void {
    if (metadata === undefined) return;
    this.#any = true;
    for (const [name, value] of Object.entries(metadata)) {
      const known = this.#types.get(name);
      const type = value === null ? known : typeOf(value);
      this.#types.set(name, known === undefined || type === undefined ? type : common(known, type));
    }
  }

  /** Of the column `metadata`; none if no document has any. */
  get schema(): SchemaElement[] {
    if (!this.#any) return [];
    if (!this.#isStruct()) return element('metadata', 'json');
    const fields = [...this.#types].flatMap(([name, type = 'json']) => element(name, type));
    return [{ name: 'metadata', repetition_type: 'OPTIONAL', num_children: this.#types.size }, ...fields];
  }

  /** As the writer takes it. Errors: `conflict` if a value does not fit, as another export has put it there since. */
  valueOf(metadata: JsonObject | undefined): unknown {
    if (metadata === undefined || !this.#isStruct()) return metadata;
    return Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [name, this.#written(name, value)]),
    );
  }

  #written(name: string, value: JsonValue | undefined): unknown {
    const type = this.#types.has(name) ? (this.#types.get(name) ?? 'json') : undefined;
    if (value === null || value === undefined || type === 'json') return value;
    if (type === undefined || common(type, typeOf(value)) !== type) {
      throw new LeannError(
        'conflict',
        `leann: cannot export the field "${name}": it was changed while it was read; export again`,
      );
    }
    return type === 'integer' ? BigInt(value as number) : value;
  }

  /** A column cannot be named by everything that a field can, and databases take no account of capitals. */
  #isStruct(): boolean {
    const names = [...this.#types.keys()];
    return (
      names.length > 0 &&
      names.length <= MOST_FIELDS &&
      new Set(names.map((name) => name.toLowerCase())).size === names.length &&
      !names.some((name) => name === '' || !isUnicode(name))
    );
  }
}

function typeOf(value: JsonValue): FieldType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? 'texts' : 'json';
}

function common(one: FieldType, other: FieldType): FieldType {
  if (one === other) return one;
  const isNumeric = (type: FieldType) => type === 'integer' || type === 'number';
  return isNumeric(one) && isNumeric(other) ? 'number' : 'json';
}

function element(name: string, type: FieldType): SchemaElement[] {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  switch (type) {
    case 'boolean':
      return [{ ...optional, type: 'BOOLEAN' }];
    case 'integer':
      return [{ ...optional, type: 'INT64' }];
    case 'number':
      return [{ ...optional, type: 'DOUBLE' }];
    case 'text':
      return [{ ...optional, ...TEXT }];
    case 'texts':
      return listOf(optional, [TEXT]);
    case 'json':
      return [{ ...optional, type: 'BYTE_ARRAY', converted_type: 'JSON' }];
  }
}
