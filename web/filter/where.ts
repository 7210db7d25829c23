// What can be asked of the fields of documents: the public types.

import type { JsonObject } from '../base/json.js';

/** A value that can be asked for. */
export type FieldValue = string | number | boolean;

/**
 * Which documents are meant, by their fields: all that is said must hold. A field is a key of the metadata, or a dotted path
 * into the objects in it (`'author.name'`), or `$id`, `$title`, `$url`. A value alone means {@link FieldTest.eq}.
 *
 * `and`, `or` and `not` combine such objects: `and: []` holds for all documents, `or: []` for none. `not` also holds for
 * documents that do not have the field at all.
 */
export type Where<Metadata extends object = JsonObject> = string extends keyof Metadata
  ? AnyWhere
  : TypedWhere<Metadata>;

/** For metadata of which no more is known than that they are JSON. Two types, since what may be left out is undefined to some compilers. */
export type AnyWhere = {
  readonly and?: readonly AnyWhere[];
  readonly or?: readonly AnyWhere[];
  readonly not?: AnyWhere;
} & {
  readonly [field: string]: FieldValue | FieldTest | AnyWhere | readonly AnyWhere[];
};

/** For metadata whose keys and values are known. */
export type TypedWhere<Metadata extends object> = {
  readonly [Field in FieldName<Metadata>]?:
    | ValueAt<Metadata, Field>
    | FieldTest<ValueAt<Metadata, Field> & FieldValue>;
} & {
  readonly and?: readonly Where<Metadata>[];
  readonly or?: readonly Where<Metadata>[];
  readonly not?: Where<Metadata>;
};

/**
 * What is asked of one field. A field has no value (missing, null, an object), one, or several (an array). Those operators
 * that compare hold if one value of the field fulfils all of them. Values are equal if they are of the same type.
 */
export interface FieldTest<Value extends FieldValue = FieldValue> {
  readonly eq?: Value;
  /** One of these; none if empty. */
  readonly in?: readonly Value[];
  /** Numbers are compared with numbers, strings with strings, by code units: so ISO dates are in order. */
  readonly gt?: Ordered<Value>;
  readonly gte?: Ordered<Value>;
  readonly lt?: Ordered<Value>;
  readonly lte?: Ordered<Value>;
  /** From the first to the second, both included. */
  readonly between?: readonly [from: Ordered<Value>, to: Ordered<Value>];
  /** This is among the values. */
  readonly has?: Value;
  /** All of these are; always so if empty. */
  readonly hasAll?: readonly Value[];
  /** At least one of these is; never so if empty. */
  readonly hasAny?: readonly Value[];
  /** Whether the field has any value. */
  readonly exists?: boolean;
}

type Ordered<Value> = Value extends string ? string : Value extends number ? number : never;

/** Lists hits by a field: documents without it come last, those with several values by the one that comes first. */
export interface Sort<Metadata extends object = JsonObject> {
  readonly by: FieldName<Metadata>;
  /** Of different types, `'asc'` lists false, true, then numbers, then strings, by code units. Default `'asc'`. */
  readonly order?: 'asc' | 'desc';
}

/** Names of fields: keys of the metadata, dotted paths of up to five keys, `$id`, `$title`, `$url`. */
export type FieldName<Metadata extends object = JsonObject> = string extends keyof Metadata
  ? string
  : DocumentField | PathOf<Metadata>;

type DocumentField = '$id' | '$title' | '$url';

/** The values of a field of that type. */
type ValueOf<Type> = unknown extends Type
  ? FieldValue
  : Type extends readonly unknown[]
    ? Extract<Type[number], FieldValue>
    : Extract<Type, FieldValue>;

/** The objects among values of that type. */
type ObjectOf<Type> = unknown extends Type
  ? never
  : Type extends FieldValue | readonly unknown[] | null | undefined
    ? never
    : Extract<Type, object>;

/** `Levels` ends types that hold themselves. */
type PathOf<Type, Levels extends readonly unknown[] = [1, 2, 3, 4]> = {
  [Key in keyof Type & string]-?:
    | ([ValueOf<Type[Key]>] extends [never] ? never : Key)
    | (Levels extends readonly [unknown, ...infer Fewer]
        ? PathBelow<Key, ObjectOf<Type[Key]>, Fewer>
        : never);
}[keyof Type & string];

type PathBelow<Key extends string, Type, Levels extends readonly unknown[]> = Type extends object
  ? string extends keyof Type
    ? `${Key}.${string}`
    : `${Key}.${PathOf<Type, Levels>}`
  : never;

/** The values at a path. */
type ValueAt<Type, Path extends string> = Path extends DocumentField
  ? string
  : string extends keyof Type
    ? FieldValue
    : Path extends keyof Type
      ? ValueOf<Type[Path]>
      : Path extends `${infer Key}.${infer Rest}`
        ? Key extends keyof Type
          ? ValueAt<ObjectOf<Type[Key]>, Rest>
          : never
        : never;
