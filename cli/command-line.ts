// Reads the command line.

import { parseArgs } from 'node:util';
import type { BuildOptions, ModelDtype, Preset, SearchOptions } from '../web/index.js';
import { UsageError } from './usage.js';

export type Command =
  | { name: 'help' }
  | {
      name: 'build';
      source: string;
      out: string;
      /** Undefined for the one that is taken by itself. */
      model: string | undefined;
      dtype: ModelDtype | undefined;
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
  | {
      name: 'search';
      index: string;
      query: string;
      options: SearchOptions;
      model: string | undefined;
      json: boolean;
    }
  | { name: 'info'; index: string; json: boolean }
  | { name: 'verify'; index: string; json: boolean }
  | { name: 'serve'; index: string; port: number; isolated: boolean };

/** Options that each command takes, beside `--help`. */
const OPTIONS: Record<string, readonly string[]> = {
  build: [
    'model',
    'dtype',
    'out',
    'cache',
    'title',
    'index-only',
    'max-tokens',
    'exclude',
    'strict',
    'preset',
    'bytes-per-passage',
    'json',
  ],
  search: ['k', 'model', 'confidence', 'max-recomputes', 'budget-ms', 'json'],
  info: ['json'],
  verify: ['json'],
  serve: ['port', 'isolated'],
};

const CACHE = '.leann-cache';
const PORT = 8080;
const DTYPES: readonly ModelDtype[] = ['int8', 'fp16', 'fp32'];

const PRESETS: readonly Preset[] = ['small', 'balanced', 'accurate'];

/** Errors: {@link UsageError}. */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  const [name = '', ...rest] = positionals;
  const taken = OPTIONS[name];
  if (taken === undefined)
    throw new UsageError(name === '' ? 'a command is needed' : `unknown command "${name}"`);
  for (const option of Object.keys(values)) {
    if (!taken.includes(option)) throw new UsageError(`${name} takes no --${option}`);
  }
  const json = values.json ?? false;
  if (name === 'build') {
    const [source] = exactly(rest, ['<source>']);
    const { model, out, dtype, cache = CACHE, title } = values;
    if (out === undefined) throw new UsageError('build needs --out DIR');
    if (dtype !== undefined && !DTYPES.includes(dtype as ModelDtype)) {
      throw new UsageError(`--dtype must be one of ${DTYPES.join(', ')}, not "${dtype}"`);
    }
    const maxTokens =
      values['max-tokens'] === undefined ? undefined : positive('--max-tokens', values['max-tokens']);
    return {
      name,
      source,
      out,
      model,
      dtype: dtype as ModelDtype | undefined,
      cache,
      title,
      indexOnly: values['index-only'] ?? false,
      maxTokens,
      exclude: values.exclude ?? [],
      strict: values.strict ?? false,
      options: buildOptions(values),
      json,
    };
  }
  if (name === 'search') {
    const [index, query] = exactly(rest, ['<folder>', '<query>']);
    return { name, index, query, options: searchOptions(values), model: values.model, json };
  }
  const [index] = exactly(rest, ['<folder>']);
  if (name === 'serve') {
    const port = values.port === undefined ? PORT : whole('--port', values.port);
    return { name, index, port, isolated: values.isolated ?? false };
  }
  return { name: name === 'info' ? 'info' : 'verify', index, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        dtype: { type: 'string' },
        out: { type: 'string', short: 'o' },
        cache: { type: 'string' },
        title: { type: 'string' },
        'index-only': { type: 'boolean' },
        port: { type: 'string' },
        isolated: { type: 'boolean' },
        'max-tokens': { type: 'string' },
        exclude: { type: 'string', multiple: true },
        strict: { type: 'boolean' },
        preset: { type: 'string' },
        'bytes-per-passage': { type: 'string' },
        k: { type: 'string', short: 'k' },
        confidence: { type: 'string' },
        'max-recomputes': { type: 'string' },
        'budget-ms': { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parse>['values'];

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
  const { k = '10', confidence, 'max-recomputes': recomputes, 'budget-ms': budget } = values;
  return {
    k: positive('-k', k),
    ...(confidence === undefined ? {} : { confidence: fraction('--confidence', confidence) }),
    ...(recomputes === undefined ? {} : { maxRecomputes: whole('--max-recomputes', recomputes) }),
    ...(budget === undefined ? {} : { budgetMs: whole('--budget-ms', budget) }),
  };
}

function exactly<const T extends readonly string[]>(given: string[], wanted: T): { [K in keyof T]: string } {
  if (given.length === wanted.length) return given as unknown as { [K in keyof T]: string };
  throw new UsageError(`${wanted.join(' and ')} needed, ${given.length} given`);
}

function positive(name: string, value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`${name} must be a whole number of at least 1, not "${value}"`);
}

function whole(name: string, value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new UsageError(`${name} must be a whole number from 0, not "${value}"`);
}

function fraction(name: string, value: string): number {
  if (/^(0|1|[01]?\.\d+)$/.test(value) && Number(value) <= 1) return Number(value);
  throw new UsageError(`${name} must be a number from 0 to 1, not "${value}"`);
}
