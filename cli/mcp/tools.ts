// What an assistant may do with an index: search it, read documents, list them, find similar ones. Nothing changes it.

import { defined } from '../../web/base/defined.js';
import type { Hit, LeannIndex, SearchUpdate, Where } from '../../web/index.js';
import { ToolArguments } from './arguments.js';
import type { ToolDescription } from './sdk.js';

const MOST_HITS = 50;
const USUAL_HITS = 8;
const MOST_IDS = 1000;
const USUAL_IDS = 100;
const MOST_PASSAGES = 200;
const USUAL_PASSAGES = 40;

interface Tool {
  title: string;
  description: string;
  properties: Readonly<Record<string, object>>;
  required: readonly string[];
  /** Errors: an Error, which the client is told. */
  answer(index: LeannIndex, args: ToolArguments, signal: AbortSignal): Promise<object>;
}

const count = (most: number, usual: number, what: string) => ({
  type: 'integer',
  minimum: 1,
  maximum: most,
  description: `${what}; default ${usual}`,
});

const ID = {
  type: 'string',
  description: 'the id of a document, as search, list and more_like_this give it',
};
const WHERE = {
  type: 'object',
  description: 'conditions on metadata, such as {"lang": "en", "date": {"gte": "2024-01-01"}}',
};

const TOOLS: Readonly<Record<string, Tool>> = {
  search: {
    title: 'Search',
    description:
      'Finds documents by meaning and by words. A question or a description works as well as a name. Gives the best passage of each document.',
    properties: {
      query: {
        type: 'string',
        description: 'what to look for, in plain words; "quoted" phrases and -words are taken as such',
      },
      limit: count(MOST_HITS, USUAL_HITS, 'most documents'),
      where: WHERE,
    },
    required: ['query'],
    answer: async (index, args, signal) => {
      const where = args.object('where') as Where | undefined;
      const k = args.numberOr('limit', USUAL_HITS, [1, MOST_HITS]);
      const options = { k, group: 'document', signal, ...defined({ where }) } as const;
      let last: SearchUpdate | undefined;
      for await (const update of index.search(args.text('query'), options)) last = update;
      return { hits: (last?.hits ?? []).map(hitOf) };
    },
  },
  get: {
    title: 'Read a document',
    description:
      'Gives a document: its title, its metadata, and its text in passages, with the headings above them.',
    properties: {
      id: ID,
      from: { type: 'integer', minimum: 0, description: 'number of the first passage; default 0' },
      limit: count(MOST_PASSAGES, USUAL_PASSAGES, 'most passages'),
    },
    required: ['id'],
    answer: async (index, args) => {
      const id = args.text('id');
      const found = await index.get(id);
      if (found === undefined) throw new Error(`there is no document "${id}"`);
      const from = args.numberOr('from', 0, [0, Number.MAX_SAFE_INTEGER]);
      const { title, url, metadata, passages } = found;
      const chosen = passages.slice(from, from + args.numberOr('limit', USUAL_PASSAGES, [1, MOST_PASSAGES]));
      return {
        id,
        ...defined({ title, url, metadata }),
        passages: chosen.map(({ text, headings }, row) => ({
          passage: from + row,
          ...(headings?.length ? { headings } : {}),
          text,
        })),
        ...(from + chosen.length < passages.length && { next: from + chosen.length }),
      };
    },
  },
  list: {
    title: 'List documents',
    description:
      'Lists the ids of documents in order, all or those that begin in a certain way (a folder, for example).',
    properties: {
      prefix: { type: 'string', description: 'how ids begin; default: any' },
      from: { type: 'integer', minimum: 0, description: 'how many to skip; default 0' },
      limit: count(MOST_IDS, USUAL_IDS, 'most ids'),
    },
    required: [],
    answer: async (index, args) => {
      const prefix = args.textOr('prefix', '');
      const ids = (await index.ids()).filter((id) => id.startsWith(prefix)).sort();
      const from = args.numberOr('from', 0, [0, Number.MAX_SAFE_INTEGER]);
      const chosen = ids.slice(from, from + args.numberOr('limit', USUAL_IDS, [1, MOST_IDS]));
      const next = from + chosen.length;
      return { total: ids.length, ids: chosen, ...(next < ids.length && { next }) };
    },
  },
  more_like_this: {
    title: 'Find similar documents',
    description: 'Finds documents that are about the same as one of the index.',
    properties: { id: ID, limit: count(MOST_HITS, USUAL_HITS, 'most documents'), where: WHERE },
    required: ['id'],
    answer: async (index, args, signal) => {
      const where = args.object('where') as Where | undefined;
      const k = args.numberOr('limit', USUAL_HITS, [1, MOST_HITS]);
      const hits = await index.more(args.text('id'), { k, signal, ...defined({ where }) });
      return { hits: hits.map(hitOf) };
    },
  },
};

/** All tools, as a client is told of them. */
export function toolDescriptions(): ToolDescription[] {
  return Object.entries(TOOLS).map(([name, { title, description, properties, required }]) => ({
    name,
    title,
    description,
    inputSchema: { type: 'object', properties, required, additionalProperties: false },
    annotations: { readOnlyHint: true, openWorldHint: false },
  }));
}

/** Errors: an Error, which the client is told. */
export async function callTool(
  index: LeannIndex,
  name: string,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<object> {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) throw new Error(`there is no tool "${name}"`);
  const unknown = Object.keys(given).find((argument) => !Object.hasOwn(tool.properties, argument));
  if (unknown !== undefined) throw new Error(`${name} takes no "${unknown}"`);
  return await tool.answer(index, new ToolArguments(given), signal);
}

function hitOf({ id, title, url, metadata, headings, text, score, passage, weak }: Hit): object {
  return {
    id,
    ...defined({ title, url, metadata, weak }),
    ...(headings?.length ? { headings } : {}),
    passage,
    text,
    score: Math.round(score * 1000) / 1000,
  };
}
