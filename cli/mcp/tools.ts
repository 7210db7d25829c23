// What an assistant may do with an index: search it, read documents, list them, find similar ones. Nothing changes it.

import { defined } from '../../web/base/defined.js';
import type { Hit, SearchUpdate, Where } from '../../web/index.js';
import type { KnownField } from '../folder-list.js';
import type { SearchedFolder } from '../searched-folder.js';
import { DOCUMENT, DOCUMENTS, HITS } from './answers.js';
import { ToolArguments } from './arguments.js';
import { documentId } from './document-id.js';
import type { ToolDescription } from './sdk.js';

const MOST_HITS = 50;
const USUAL_HITS = 8;
const MOST_IDS = 1000;
const USUAL_IDS = 100;
const MOST_PASSAGES = 200;
const USUAL_PASSAGES = 40;

/** What the tools look into. */
export interface Looked {
  folder: SearchedFolder;
  /** Absolute path of the folder of documents; undefined if that is not known. */
  root: string | undefined;
}

interface Tool {
  title: string;
  description: string;
  properties: Readonly<Record<string, object>>;
  required: readonly string[];
  answers: object;
  /** Errors: an Error, which the client is told. */
  answer(looked: Looked, args: ToolArguments, signal: AbortSignal): Promise<object>;
}

const count = (most: number, usual: number, what: string) => ({
  type: 'integer',
  minimum: 1,
  maximum: most,
  description: `most ${what}, 1 to ${most}; default ${usual}`,
});

const ID = {
  type: 'string',
  description:
    'the id of a document, as search, list and more_like_this give it; of a folder of documents also an absolute path',
};
const WHERE = {
  type: 'object',
  description: 'conditions on metadata, such as {"lang": "en", "date": {"gte": "2024-01-01"}}',
};

const TOOLS: Readonly<Record<string, Tool>> = {
  search: {
    title: 'Search',
    description:
      'Finds documents by meaning and by words. A question or a description works as well as a name. Gives the best passage of each ' +
      'document: "passage" is its number, which "from" of the tool get takes to read on there; "score" is 0 to 1; hits with "weak" are ' +
      'hardly answers. Files that were changed, added or deleted are taken over before the answer.',
    properties: {
      query: {
        type: 'string',
        description: 'what to look for, in plain words; "quoted" phrases and -words are taken as such',
      },
      limit: count(MOST_HITS, USUAL_HITS, 'documents'),
      where: WHERE,
    },
    required: ['query'],
    answers: HITS,
    answer: async ({ folder: { index } }, args, signal) => {
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
      'Gives a document: its title, its metadata, and its text in passages, with the headings above them. "total" is how many ' +
      'passages it has, "next" where to read on.',
    properties: {
      id: ID,
      from: { type: 'integer', minimum: 0, description: 'number of the first passage; default 0' },
      limit: count(MOST_PASSAGES, USUAL_PASSAGES, 'passages'),
    },
    required: ['id'],
    answers: DOCUMENT,
    answer: async ({ folder: { index }, root }, args) => {
      const id = await documentId(index, args.text('id'), root);
      const from = args.numberOr('from', 0, [0, Number.MAX_SAFE_INTEGER]);
      const limit = args.numberOr('limit', USUAL_PASSAGES, [1, MOST_PASSAGES]);
      const found = await index.get(id);
      if (found === undefined) throw new Error(`there is no document "${id}"`);
      const { title, url, metadata, passages } = found;
      const chosen = passages.slice(from, from + limit);
      return {
        id,
        ...defined({ title, url, metadata }),
        total: passages.length,
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
      'Lists documents in the order of their ids, with their titles: all, or those whose ids begin in a certain way (a folder, for ' +
      'example). "total" is how many there are, "next" where to go on.',
    properties: {
      prefix: { type: 'string', description: 'how ids begin; default: any' },
      from: { type: 'integer', minimum: 0, description: 'how many to skip; default 0' },
      limit: count(MOST_IDS, USUAL_IDS, 'documents'),
    },
    required: [],
    answers: DOCUMENTS,
    answer: async ({ folder }, args) => {
      const prefix = args.textOr('prefix', '').replace(/^(\.\/)+/, '');
      const from = args.numberOr('from', 0, [0, Number.MAX_SAFE_INTEGER]);
      const limit = args.numberOr('limit', USUAL_IDS, [1, MOST_IDS]);
      const ids = (await folder.index.ids()).filter((id) => id.startsWith(prefix)).sort();
      const { titles } = await folder.facts();
      const chosen = ids.slice(from, from + limit);
      const next = from + chosen.length;
      return {
        total: ids.length,
        documents: chosen.map((id) => ({ id, ...defined({ title: titles.get(id) }) })),
        ...(next < ids.length && { next }),
      };
    },
  },
  more_like_this: {
    title: 'Find similar documents',
    description:
      'Finds documents that are about the same as one of the index. Answers are like those of search; their scores are estimates.',
    properties: { id: ID, limit: count(MOST_HITS, USUAL_HITS, 'documents'), where: WHERE },
    required: ['id'],
    answers: HITS,
    answer: async ({ folder: { index }, root }, args, signal) => {
      const where = args.object('where') as Where | undefined;
      const k = args.numberOr('limit', USUAL_HITS, [1, MOST_HITS]);
      const id = await documentId(index, args.text('id'), root);
      const hits = await index.more(id, { k, signal, ...defined({ where }) });
      return { hits: hits.map(hitOf) };
    },
  },
};

/** All tools, as a client is told of them. `fields` are undefined as long as they are not known. */
export function toolDescriptions(fields: readonly KnownField[] | undefined): ToolDescription[] {
  const where = { ...WHERE, description: `${WHERE.description}${inWords(fields)}` };
  return Object.entries(TOOLS).map(([name, { title, description, properties, required, answers }]) => ({
    name,
    title,
    description,
    inputSchema: {
      type: 'object',
      properties: { ...properties, ...('where' in properties && { where }) },
      required,
      additionalProperties: false,
    },
    outputSchema: answers,
    annotations: { readOnlyHint: true, openWorldHint: false },
  }));
}

function inWords(fields: readonly KnownField[] | undefined): string {
  if (fields === undefined) return '';
  if (fields.length === 0) return '. These documents have no metadata';
  const each = fields.map(({ name, examples }) => {
    const shown = examples.map((value) => JSON.stringify(value)).join(', ');
    return shown === '' ? name : `${name} (such as ${shown})`;
  });
  return `. Fields of these documents: ${each.join('; ')}`;
}

/** Errors: an Error, which the client is told. */
export async function callTool(
  looked: Looked,
  name: string,
  given: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<object> {
  const tool = Object.hasOwn(TOOLS, name) ? TOOLS[name] : undefined;
  if (tool === undefined) throw new Error(`there is no tool "${name}"`);
  const unknown = Object.keys(given).find((argument) => !Object.hasOwn(tool.properties, argument));
  if (unknown !== undefined) throw new Error(`${name} takes no "${unknown}"`);
  return await tool.answer(looked, new ToolArguments(given), signal);
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
