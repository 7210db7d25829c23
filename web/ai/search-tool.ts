// A tool of the AI SDK that searches an index: `leann-web/ai`.

import { jsonSchema, type Tool, tool, type ValidationResult } from 'ai';
import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import type { JsonObject } from '../base/json.js';
import type { Where } from '../filter/where.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { Hit } from '../interface/search-update.js';

const USUAL_LIMIT = 8;

const DESCRIPTION =
  'Finds documents by meaning and by words. A question or a description works as well as a name. Gives the best passage of each document.';

/** What a model calls the tool with. */
export interface SearchInput {
  query: string;
  /** Documents wanted. Default and most: {@link SearchToolOptions.limit}. */
  limit?: number;
}

/** A document as the model is told of it. What it does not have is left out. */
export interface FoundDocument {
  id: string;
  title?: string;
  url?: string;
  metadata?: JsonObject;
  /** Those above the passage, the highest first. */
  headings?: string[];
  /** Of its best passage. */
  text: string;
  /** 0 to 1. */
  score: number;
}

export interface SearchOutput {
  /** Best first; those that are hardly an answer are left out. */
  hits: FoundDocument[];
}

export interface SearchToolOptions {
  /** What the model is told that the tool is for. Default: that it finds documents; name what is in them. */
  description?: string;
  /** Most documents that a call gives, at least 1. Default 8. */
  limit?: number;
  /** Conditions that hold for all that is found, whatever the model asks for. Default: none. */
  where?: Where;
}

/**
 * A tool for `generateText`, `streamText` and agents: `tools: { search: searchTool(index) }`. It searches by words and meaning, in
 * this process; what it finds goes to the model that called it, wherever that runs.
 *
 * Errors: `invalid-argument` for a limit that is no whole number from 1. What a model calls wrongly, it is told by the AI SDK; those
 * of {@link IndexMethods.search} are errors of the tool.
 */
export function searchTool(
  index: Pick<IndexMethods, 'search'>,
  { description = DESCRIPTION, limit = USUAL_LIMIT, where }: SearchToolOptions = {},
): Tool<SearchInput, SearchOutput> {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new LeannError('invalid-argument', `leann: cannot use limit ${limit}: not a whole number from 1`);
  }
  return tool<SearchInput, SearchOutput>({
    description,
    inputSchema: jsonSchema<SearchInput>(schemaOf(limit), { validate: (value) => checked(value, limit) }),
    execute: async ({ query, limit: k = limit }, { abortSignal }) => {
      const options = { k, group: 'document', ...defined({ where, signal: abortSignal }) } as const;
      let hits: Hit[] = [];
      for await (const update of index.search(query, options)) hits = update.hits;
      return { hits: hits.filter(({ weak }) => !weak).map(told) };
    },
  });
}

function schemaOf(limit: number): object {
  return {
    type: 'object',
    properties: {
      query: {
        type: 'string',
        minLength: 1,
        description: 'what to look for, in plain words; "quoted" phrases and -words are taken as such',
      },
      limit: {
        type: 'integer',
        minimum: 1,
        maximum: limit,
        description: `most documents; default ${limit}`,
      },
    },
    required: ['query'],
    additionalProperties: false,
  };
}

function checked(value: unknown, most: number): ValidationResult<SearchInput> {
  const { query, limit, ...others } = (value ?? {}) as Record<string, unknown>;
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) return refused(`there is no "${unknown}"`);
  if (typeof query !== 'string' || query.trim() === '')
    return refused('"query" must be a text that is not empty');
  if (limit === undefined) return { success: true, value: { query } };
  const fits = typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 1 && limit <= most;
  return fits
    ? { success: true, value: { query, limit } }
    : refused(`"limit" must be a whole number from 1 to ${most}`);
}

function refused(reason: string): ValidationResult<SearchInput> {
  return { success: false, error: new LeannError('invalid-argument', `leann: cannot search: ${reason}`) };
}

function told({ id, title, url, metadata, headings, text, score }: Hit): FoundDocument {
  return { id, ...defined({ title, url, metadata, headings }), text, score };
}
