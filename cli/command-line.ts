// Reads the command line.

import { parseArgs } from 'node:util';
import { messageOf } from '../web/base/error.js';
import { parseWhere } from '../web/filter/parse-where.js';
import type { BuildOptions, ModelDtype, Preset, SearchOptions, Where } from '../web/index.js';
import { quotedSchema, SCHEMA } from '../web/postgres/postgres-client.js';
import { closest } from './closest.js';
import { COMMANDS, type CommandName, isCommand, type Option } from './commands.js';
import { readConfigFile } from './config-file.js';
import { isFileKind } from './export/file-kind.js';
import { isPostgres } from './export/pg-client.js';
import { outProblem } from './out-folder.js';
import { parseRefusal } from './parse-refusal.js';
import { readShare, type Share } from './parts/share.js';
import { type Settings, typedSettings } from './settings.js';
import { wantedInstead } from './takes.js';
import { NoCommand, UsageError } from './usage.js';

export interface BuildCommand {
  name: 'build';
  source: string;
  out: string;
  /** Undefined for the one that is taken by itself. */
  model: string | undefined;
  dtype: ModelDtype | undefined;
  /** Of photos, which are then what is read. */
  photoModel: string | undefined;
  /** Threads that embed texts; undefined for as many as there are processors, at most four. */
  threads?: number | undefined;
  /** Folder of what the next build can use again. */
  cache: string;
  /** Name of the index. */
  title: string | undefined;
  /** Leaves out what a page needs besides. */
  indexOnly: boolean;
  /** It is searched on this machine alone, and never published. */
  local?: true;
  maxTokens: number | undefined;
  /** The share that is embedded; undefined if all is published. */
  share?: Share | undefined;
  /** Patterns of files to leave out. */
  exclude: readonly string[];
  /** Names of fields that are kept as metadata besides the usual ones. */
  fields: readonly string[];
  /** A file that cannot be read ends the build. */
  strict: boolean;
  /** Begins with what is published, and changes only what documents have changed. Default: all is made again. */
  update?: boolean;
  options: BuildOptions;
  json: boolean;
}

export type Command =
  /** Of all commands, or of one. */
  | { name: 'help'; of: CommandName | undefined }
  | { name: 'version' }
  | BuildCommand
  | { name: 'watch'; build: BuildCommand }
  /** Folders of parts, and how they are published. */
  | { name: 'merge'; parts: readonly string[]; build: BuildCommand }
  | {
      name: 'export';
      index: string;
      /** URL of a database, or a file of JSON lines. */
      to: string;
      schema: string;
      /** Whether a file has them. */
      vectors: boolean;
      model: string | undefined;
      cache: string;
      json: boolean;
    }
  | { name: 'mcp'; place: string; model: string | undefined; fields: readonly string[]; cache: string }
  | {
      name: 'search';
      index: string;
      query: string;
      options: SearchOptions;
      model: string | undefined;
      /** Whether words and the table of terms answer alone. */
      noModel: boolean;
      json: boolean;
    }
  | {
      name: 'model';
      /** A folder, or the URL of one. */
      model: string;
      /** Where it is downloaded to. */
      out: string | undefined;
      dtype: ModelDtype | undefined;
      json: boolean;
    }
  | { name: 'info'; index: string; json: boolean }
  | { name: 'verify'; index: string; json: boolean }
  | {
      name: 'serve';
      index: string;
      /** Undefined for the usual one, or one that is free. */
      port: number | undefined;
      host: string;
      /** Folder that answers link into. */
      documents: string | undefined;
      isolated: boolean;
    };

/** Where builds keep what the next one can use again, unless that is said. */
export const CACHE = '.leann-cache';
const HOST = '127.0.0.1';

/** With the settings of `leann-web.config.json` in the working folder, if it is there. Errors: {@link UsageError}. */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [first, ...rest] = positionals;
  if (values.version || first === 'version') return { name: 'version' };
  if (first === 'help') return { name: 'help', of: commandToExplain(rest) };
  if (values.help) return { name: 'help', of: first === undefined ? undefined : commandOf(first) };
  if (first === undefined) throw new NoCommand();
  const name = commandOf(first);
  try {
    checkOptions(name, values);
    // What it names are folders of a site, and `model` is about one of a model.
    const settings = name === 'model' ? {} : readConfigFile(values.config);
    return commandWith(name, withPlaces(name, rest, settings), withSettings(name, values, settings));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message, name) : error;
  }
}

function commandToExplain([typed, ...more]: string[]): CommandName | undefined {
  if (more.length > 0) throw new UsageError(`help explains one command, not "${[typed, ...more].join(' ')}"`);
  return typed === undefined ? undefined : commandOf(typed);
}

function commandOf(typed: string): CommandName {
  if (isCommand(typed)) return typed;
  const meant = closest(typed, [...Object.keys(COMMANDS), 'help', 'version']);
  throw new UsageError(
    `unknown command "${typed}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}

function checkOptions(name: CommandName, values: Values): void {
  const options: Readonly<Record<string, Option>> = COMMANDS[name].options;
  for (const [option, value] of Object.entries(values)) {
    const against = options[option.replace(/^no-/, '')];
    const known = options[option] ?? (against?.type === 'boolean' ? against : undefined);
    if (known === undefined) throw new UsageError(`${name} takes no --${option}`);
    if (known.takes === undefined || known.multiple || typeof value !== 'string') continue;
    const wanted = wantedInstead(known.takes, value);
    const dashes = option.length === 1 ? '-' : '--';
    if (wanted !== undefined) throw new UsageError(`${dashes}${option} must be ${wanted}, not "${value}"`);
  }
}

/** Options that exclude each other: the one that is typed counts, whatever the file says of the other. */
const RIVALS = [
  ['preset', 'bytes-per-passage'],
  ['bytes-per-passage', 'preset'],
] as const;

/** Options that may be given several times. */
const LISTS = ['exclude', 'fields'] as const;

/** What is typed, and what the settings say of the rest. */
function withSettings(name: CommandName, values: Values, settings: Settings): Values {
  const given = typedSettings(name, settings);
  for (const [typed, other] of RIVALS) if (values[typed] !== undefined) delete given[other];
  for (const option of Object.keys(given)) {
    if ((values as Record<string, unknown>)[`no-${option}`] === true) delete given[option];
  }
  // Lists add up; a typed "!PATTERN" takes one back.
  const lists = LISTS.map((list) => [list, [given[list] ?? [], values[list] ?? []].flat()] as const);
  return { ...given, ...values, ...Object.fromEntries(lists.filter(([, all]) => all.length > 0)) };
}

/** The arguments that are typed, and before them those that the settings name: what is read, or what is published. */
function withPlaces(name: CommandName, args: string[], { source, out }: Settings): string[] {
  if (name === 'merge') return args;
  const place = name === 'build' || name === 'watch' ? source : out;
  const wanted = name === 'search' ? 2 : 1;
  return typeof place === 'string' && args.length === wanted - 1 ? [place, ...args] : args;
}

function commandWith(name: CommandName, args: string[], values: Values): Command {
  switch (name) {
    case 'build':
      return buildCommand(args, values, name);
    case 'watch':
      return { name, build: buildCommand(args, values, name) };
    case 'merge': {
      if (args.length === 0) throw new UsageError('<part> is missing');
      return { name, parts: args, build: buildCommand([args.join(' ')], values, name) };
    }
    case 'export':
      return exportCommand(args, values);
    case 'mcp': {
      const [place] = exactly(args, ['<folder>']);
      return { name, place, model: values.model, fields: values.fields ?? [], cache: values.cache ?? CACHE };
    }
    case 'search': {
      const [index, query] = exactly(args, ['<folder>', '<query>']);
      const { model, 'no-model': noModel = false, json = false } = values;
      if (query.trim() === '') throw new UsageError('<query> is empty');
      if (noModel && model !== undefined) throw new UsageError('--no-model and --model exclude each other');
      return { name, index, query, options: searchOptions(values), model, noModel, json };
    }
    case 'serve': {
      const [index] = exactly(args, ['<folder>']);
      const { host = HOST, documents, isolated = false } = values;
      const port = values.port === undefined ? undefined : Number(values.port);
      // To the system, none is every address.
      if (host === '') throw new UsageError('--host needs an address');
      return { name, index, port, host, documents, isolated };
    }
    case 'model': {
      const [model] = exactly(args, ['<folder or URL>']);
      const { out, json = false } = values;
      return { name, model, out, dtype: values.dtype as ModelDtype | undefined, json };
    }
    case 'info':
    case 'verify': {
      const [index] = exactly(args, ['<folder>']);
      return { name, index, json: values.json ?? false };
    }
  }
}

function exportCommand(args: string[], values: Values): Command {
  const [index] = exactly(args, ['<index>']);
  const { to, schema = SCHEMA, vectors = false, model, cache = CACHE, json = false } = values;
  const isFile = to !== undefined && isFileKind(to);
  if (to === undefined || !(isFile || isPostgres(to))) {
    throw new UsageError('export needs --to postgres://…, --to FILE.jsonl or --to FILE.parquet');
  }
  if (vectors && !isFile) throw new UsageError('--vectors is for files: a database has them anyway');
  if (!isFile && isPostgres(index)) throw new UsageError('from one database to another, its own tools copy');
  quotedSchema(schema);
  return { name: 'export', index, to, schema, vectors, model, cache, json };
}

function buildCommand(args: string[], values: Values, name: 'build' | 'watch' | 'merge'): BuildCommand {
  const [source] = exactly(args, ['<source>']);
  const { model, out, cache = CACHE, title, 'max-tokens': tokens, json = false } = values;
  if (out === undefined) throw new UsageError(`${name} needs --out DIR`);
  const problem = name === 'merge' ? undefined : outProblem(source, out);
  if (problem !== undefined) throw new UsageError(`cannot publish in ${out}: ${problem}`);
  if (values.part !== undefined && values['photo-model'] !== undefined) {
    throw new UsageError('--part and --photo-model exclude each other');
  }
  return {
    name: 'build',
    source,
    out,
    model,
    dtype: values.dtype as ModelDtype | undefined,
    photoModel: values['photo-model'],
    threads: values.threads === undefined ? undefined : Number(values.threads),
    cache,
    title,
    indexOnly: values['index-only'] ?? false,
    maxTokens: tokens === undefined ? undefined : Number(tokens),
    share: values.part === undefined ? undefined : readShare(values.part),
    exclude: values.exclude ?? [],
    fields: values.fields ?? [],
    strict: values.strict ?? false,
    update: values.update ?? false,
    options: buildOptions(values),
    json,
  };
}

/** The options of all commands; one that several take means the same in each. */
const OPTIONS = {
  ...COMMANDS.build.options,
  ...COMMANDS.serve.options,
  ...COMMANDS.search.options,
  ...COMMANDS.model.options,
  ...COMMANDS.export.options,
  ...COMMANDS.info.options,
  ...COMMANDS.verify.options,
  config: { type: 'string' },
  // Against the file of settings.
  'no-strict': { type: 'boolean' },
  'no-update': { type: 'boolean' },
  'no-index-only': { type: 'boolean' },
  'no-isolated': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const command = args.find(isCommand);
    throw new UsageError(parseRefusal(error, command, args), command);
  }
}

type Values = ReturnType<typeof parse>['values'];

function buildOptions({ preset, 'bytes-per-passage': bytes, clusters }: Values): BuildOptions {
  if (preset !== undefined && bytes !== undefined) {
    throw new UsageError(
      '--preset and --bytes-per-passage both say how long codes are: one of them is enough',
    );
  }
  return {
    ...(preset === undefined ? {} : { preset: preset as Preset }),
    ...(bytes === undefined ? {} : { bytesPerPassage: Number(bytes) }),
    ...(clusters === undefined ? {} : { clusters: Number(clusters) }),
  };
}

function searchOptions(values: Values): SearchOptions {
  const { k = '10', confidence, 'max-recomputes': recomputes, 'budget-ms': budget, where } = values;
  return {
    k: Number(k),
    ...(confidence === undefined ? {} : { confidence: Number(confidence) }),
    ...(recomputes === undefined ? {} : { maxRecomputes: Number(recomputes) }),
    ...(where === undefined ? {} : { where: whereOf(where) }),
    ...(budget === undefined ? {} : { budgetMs: Number(budget) }),
  };
}

function whereOf(json: string): Where {
  const where: unknown = JSON.parse(json);
  try {
    parseWhere(where);
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  return where as Where;
}

function exactly<const T extends readonly string[]>(given: string[], wanted: T): { [K in keyof T]: string } {
  if (given.length === wanted.length) return given as unknown as { [K in keyof T]: string };
  const are = (count: number) => (count === 1 ? 'is' : 'are');
  const missing = wanted.slice(given.length);
  if (missing.length > 0) throw new UsageError(`${missing.join(' and ')} ${are(missing.length)} missing`);
  // A shell takes a pattern apart into the files that it finds, and a query into its words.
  const quotes = 'what has spaces or * in it is put in quotes';
  throw new UsageError(
    `${wanted.join(' and ')} ${are(wanted.length)} needed, ${given.length} are given; ${quotes}`,
  );
}
