// How often values occur: the public types.

import type { JsonObject } from '../base/json.js';
import type { FieldValue, Where } from './where.js';

export interface FacetOptions<Metadata extends object = JsonObject> {
  /** Only these documents are counted. Default: all. */
  where?: Where<Metadata>;
  /** Most values of a field, at least 1. Default 100. */
  limit?: number;
  /** Ends the call with the signal's reason. */
  signal?: AbortSignal;
}

/** A value of a field, and the number of documents that have it. */
export interface Facet {
  value: FieldValue;
  count: number;
}

/** By field, most frequent first; those that are equally frequent in ascending order. */
export type Facets<Field extends string = string> = Record<Field, Facet[]>;
