// Reads leann-web.config.json, the file of settings.

import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { isUrl } from '../web/base/platform.js';
import { problemOf, SETTINGS, type Settings } from './settings.js';
import { UsageError } from './usage.js';

export const CONFIG_FILE = 'leann-web.config.json';

/**
 * The settings of a file; none if there is no file and `path` is undefined, which stands for {@link CONFIG_FILE} in the
 * working folder. Paths in it count from its own folder. Errors: {@link UsageError} that says what is wrong with it.
 */
export function readConfigFile(path?: string): Settings {
  const text = textOf(path);
  if (text === undefined) return {};
  const file = path ?? CONFIG_FILE;
  const { $schema: _, ...settings } = parsed(file, text);
  const problem = problemOf(settings);
  if (problem !== undefined) throw refused(file, problem);
  return fromFolder(dirname(file), settings);
}

function textOf(path: string | undefined): string | undefined {
  try {
    return readFileSync(path ?? CONFIG_FILE, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (path === undefined && code === 'ENOENT') return undefined;
    throw refused(path ?? CONFIG_FILE, code === 'ENOENT' ? 'there is no such file' : String(code));
  }
}

function parsed(file: string, text: string): Settings {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw refused(file, `it is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Settings;
  throw refused(file, 'it has to hold an object');
}

function refused(file: string, reason: string): UsageError {
  return new UsageError(`cannot use ${file}: ${reason}`);
}

function fromFolder(folder: string, settings: Settings): Settings {
  const moved = Object.entries(settings).map(([name, value]) => {
    const isPath = SETTINGS.get(name)?.takes.takes === 'path' && typeof value === 'string';
    return [name, isPath && !isAbsolute(value) && !isUrl(value) ? join(folder, value) : value];
  });
  return Object.fromEntries(moved);
}
