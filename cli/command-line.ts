// Reads the command line.

import { parseArgs } from 'node:util';
import { DTYPES } from '../web/embed/model-files.js';
import type { BuildOptions, ModelDtype, Preset, SearchOptions, Where } from '../web/index.js';
import { closest } from './closest.js';
import { COMMANDS, type CommandName, isCommand } from './commands.js';
import { UsageError } from './usage.js';

export interface BuildCommand {
  name: 'build';
  source: string;
  out: string;
  /** Undefined for the one that is taken by itself. */
  model: string | undefined;
  dtype: ModelDtype | undefined;
  /** Of photos, which are then what is read. */
  photoModel: string | undefined;
  /** Folder of what the next build can use again. */
  cache: string;
  /** Name of the index. */
  title: string | undefined;
  /** Leaves out what a page needs besides. */
  indexOnly: boolean;
  maxTokens: number | undefined;
  /** Patterns of files to leave out. */
  exclude: readonly string[];
  /** A file that cannot be read ends the build. */
  strict: boolean;
  options: BuildOptions;
  json: boolean;
}

export type Command =
  /** Of all commands, or of one. */
  | { name: 'help'; of: CommandName | undefined }
  | { name: 'version' }
  | BuildCommand
  | { name: 'watch'; build: BuildCommand }
  | { name: 'mcp'; place: string; model: string | undefined; cache: string }
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

const CACHE = '.leann-cache';
const HOST = '127.0.0.1';
const LAST_PORT = 65_535;

const PRESETS: readonly Preset[] = ['small', 'balanced', 'accurate'];

/** Errors: {@link UsageError}. */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [first, ...rest] = positionals;
  if (values.version || first === 'version') return { name: 'version' };
  if (first === 'help') return { name: 'help', of: rest[0] === undefined ? undefined : commandOf(rest[0]) };
  if (values.help) return { name: 'help', of: first === undefined ? undefined : commandOf(first) };
  if (first === undefined) throw new UsageError('a command is needed');
  const name = commandOf(first);
  try {
    for (const option of Object.keys(values)) {
      if (!Object.hasOwn(COMMANDS[name].options, option))
        throw new UsageError(`${name} takes no --${option}`);
    }
    return commandWith(name, rest, values);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message, name) : error;
  }
}

function commandOf(typed: string): CommandName {
  if (isCommand(typed)) return typed;
  const meant = closest(typed, [...Object.keys(COMMANDS), 'help', 'version']);
  throw new UsageError(
    `unknown command "${typed}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`,
  );
}

function commandWith(name: CommandName, args: string[], values: Values): Command {
  switch (name) {
    case 'build':
      return buildCommand(args, values, name);
    case 'watch':
      return { name, build: buildCommand(args, values, name) };
    case 'mcp': {
      const [place] = exactly(args, ['<folder>']);
      return { name, place, model: values.model, cache: values.cache ?? CACHE };
    }
    case 'search': {
      const [index, query] = exactly(args, ['<folder>', '<query>']);
      const { model, 'no-model': noModel = false, json = false } = values;
      if (noModel && model !== undefined) throw new UsageError('--no-model and --model exclude each other');
      return { name, index, query, options: searchOptions(values), model, noModel, json };
    }
    case 'serve': {
      const [index] = exactly(args, ['<folder>']);
      const { host = HOST, documents, isolated = false } = values;
      const port = values.port === undefined ? undefined : portNumber(values.port);
      // To the system, none is every address.
      if (host === '') throw new UsageError('--host needs an address');
      return { name, index, port, host, documents, isolated };
    }
    case 'model': {
      const [model] = exactly(args, ['<folder or URL>']);
      const { out, json = false } = values;
      return { name, model, out, dtype: dtypeIn(values), json };
    }
    case 'info':
    case 'verify': {
      const [index] = exactly(args, ['<folder>']);
      return { name, index, json: values.json ?? false };
    }
  }
}

function buildCommand(args: string[], values: Values, name: 'build' | 'watch'): BuildCommand {
  const [source] = exactly(args, ['<source>']);
  const { model, out, cache = CACHE, title, 'max-tokens': tokens, json = false } = values;
  if (out === undefined) throw new UsageError(`${name} needs --out DIR`);
  return {
    name: 'build',
    source,
    out,
    model,
    dtype: dtypeIn(values),
    photoModel: values['photo-model'],
    cache,
    title,
    indexOnly: values['index-only'] ?? false,
    maxTokens: tokens === undefined ? undefined : positive('--max-tokens', tokens),
    exclude: values.exclude ?? [],
    strict: values.strict ?? false,
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
  ...COMMANDS.info.options,
  ...COMMANDS.verify.options,
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    // The first sentence says what is wrong; those after it explain "--".
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('. ');
    throw new UsageError(reason, args.find(isCommand));
  }
}

type Values = ReturnType<typeof parse>['values'];

function dtypeIn({ dtype }: Values): ModelDtype | undefined {
  if (dtype === undefined) return undefined;
  const known = DTYPES.find((each) => each === dtype);
  if (known === undefined)
    throw new UsageError(`--dtype must be one of ${DTYPES.join(', ')}, not "${dtype}"`);
  return known;
}

function buildOptions({ preset, 'bytes-per-passage': bytes }: Values): BuildOptions {
  if (preset !== undefined && bytes !== undefined) {
    throw new UsageError(
      '--preset and --bytes-per-passage both say how long codes are: one of them is enough',
    );
  }
  if (preset !== undefined && !PRESETS.includes(preset as Preset)) {
    throw new UsageError(`--preset must be one of ${PRESETS.join(', ')}, not "${preset}"`);
  }
  return {
    ...(preset === undefined ? {} : { preset: preset as Preset }),
    ...(bytes === undefined ? {} : { bytesPerPassage: positive('--bytes-per-passage', bytes) }),
  };
}

function searchOptions(values: Values): SearchOptions {
  const { k = '10', confidence, 'max-recomputes': recomputes, 'budget-ms': budget, where } = values;
  return {
    k: positive('-k', k),
    ...(confidence === undefined ? {} : { confidence: fraction('--confidence', confidence) }),
    ...(recomputes === undefined ? {} : { maxRecomputes: whole('--max-recomputes', recomputes) }),
    ...(where === undefined ? {} : { where: conditions('--where', where) }),
    ...(budget === undefined ? {} : { budgetMs: whole('--budget-ms', budget) }),
  };
}

function exactly<const T extends readonly string[]>(given: string[], wanted: T): { [K in keyof T]: string } {
  if (given.length === wanted.length) return given as unknown as { [K in keyof T]: string };
  throw new UsageError(`${wanted.join(' and ')} needed, ${given.length} given`);
}

/** What they say is checked by the search. */
function conditions(name: string, value: string): Where {
  try {
    return JSON.parse(value);
  } catch {
    throw new UsageError(`${name} must be JSON, such as '{"lang":"en"}', not "${value}"`);
  }
}

function positive(name: string, value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`${name} must be a whole number of at least 1, not "${value}"`);
}

function whole(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`${name} must be a whole number from 0, not "${value}"`);
}

function portNumber(value: string): number {
  if (/^\d{1,5}$/.test(value) && Number(value) <= LAST_PORT) return Number(value);
  throw new UsageError(`--port must be a whole number from 0 to ${LAST_PORT}, not "${value}"`);
}

function fraction(name: string, value: string): number {
  if (/^(0|1|[01]?\.\d+)$/.test(value) && Number(value) <= 1) return Number(value);
  throw new UsageError(`${name} must be a number from 0 to 1, not "${value}"`);
}
