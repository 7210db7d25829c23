// Reads the command line.

import { parseArgs } from 'node:util';
import { UsageError } from './usage.js';

export type Command =
  | { name: 'help' }
  | {
      name: 'build';
      source: string;
      model: string;
      out: string;
      maxTokens: number | undefined;
      json: boolean;
    }
  | { name: 'search'; index: string; query: string; k: number; model: string | undefined; json: boolean }
  | { name: 'info'; index: string; json: boolean };

/** Options that each command takes, beside `--json` and `--help`. */
const OPTIONS: Record<string, readonly string[]> = {
  build: ['model', 'out', 'max-tokens'],
  search: ['k', 'model'],
  info: [],
};

/** Errors: {@link UsageError}. */
export function readCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { name: 'help' };
  const [name = '', ...rest] = positionals;
  const taken = OPTIONS[name];
  if (taken === undefined)
    throw new UsageError(name === '' ? 'a command is needed' : `unknown command "${name}"`);
  for (const option of Object.keys(values)) {
    if (option !== 'json' && !taken.includes(option)) throw new UsageError(`${name} takes no --${option}`);
  }
  const json = values.json ?? false;
  if (name === 'build') {
    const [source] = exactly(rest, ['<source>']);
    const { model, out } = values;
    if (model === undefined || out === undefined)
      throw new UsageError('build needs --model DIR and --out DIR');
    const maxTokens =
      values['max-tokens'] === undefined ? undefined : positive('--max-tokens', values['max-tokens']);
    return { name, source, model, out, maxTokens, json };
  }
  if (name === 'search') {
    const [index, query] = exactly(rest, ['<index>', '<query>']);
    return { name, index, query, k: positive('-k', values.k ?? '10'), model: values.model, json };
  }
  const [index] = exactly(rest, ['<index>']);
  return { name: 'info', index, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        out: { type: 'string', short: 'o' },
        'max-tokens': { type: 'string' },
        k: { type: 'string', short: 'k' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function exactly<const T extends readonly string[]>(given: string[], wanted: T): { [K in keyof T]: string } {
  if (given.length === wanted.length) return given as unknown as { [K in keyof T]: string };
  throw new UsageError(`${wanted.join(' and ')} needed, ${given.length} given`);
}

function positive(name: string, value: string): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new UsageError(`${name} must be a whole number of at least 1, not "${value}"`);
}
