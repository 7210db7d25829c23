// The settings that a file or a program may give: the options of the commands, by names as JavaScript writes them.

import { closest } from './closest.js';
import { COMMANDS, type CommandName, type Option } from './commands.js';
import { schemaOf, wantedValue } from './takes.js';

/** Commands whose options may be in the file; `model` names its folders on the command line alone. */
export const CONFIGURED = ['build', 'watch', 'serve', 'search', 'mcp', 'info', 'verify'] as const;

/** What one setting may be. */
export interface Setting {
  /** The option of the command line; undefined for the first argument of `build` and `watch`. */
  option: string | undefined;
  takes: Option;
}

export type Settings = Readonly<Record<string, unknown>>;

/** Settings by name, in the order of the help. */
export const SETTINGS: ReadonlyMap<string, Setting> = settingsOf();

function settingsOf(): Map<string, Setting> {
  const help = 'the folder, pattern or file that is read';
  const settings = new Map<string, Setting>([
    ['source', { option: undefined, takes: { type: 'string', takes: 'path', help } }],
  ]);
  for (const name of CONFIGURED) {
    for (const [option, takes] of Object.entries<Option>(COMMANDS[name].options)) {
      const setting = camelCase(option);
      if (!takes.typedOnly && !settings.has(setting)) settings.set(setting, { option, takes });
    }
  }
  return settings;
}

function camelCase(option: string): string {
  return option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What is wrong with settings; undefined if nothing is. `known` are the names that may be there. */
export function problemOf(
  settings: Settings,
  known: readonly string[] = [...SETTINGS.keys()],
): string | undefined {
  for (const [name, value] of Object.entries(settings)) {
    const setting = known.includes(name) ? SETTINGS.get(name) : undefined;
    if (setting === undefined) {
      const meant = closest(name, known);
      return `there is no setting "${name}"${meant === undefined ? '' : `; did you mean "${meant}"?`}`;
    }
    const wanted = wantedOf(setting.takes, value);
    if (wanted !== undefined) return `"${name}" must be ${wanted}, not ${JSON.stringify(value)}`;
  }
  if (settings.preset !== undefined && settings.bytesPerPassage !== undefined) {
    return '"preset" and "bytesPerPassage" both say how long codes are: one of them is enough';
  }
  return undefined;
}

function wantedOf({ type, multiple, takes = 'text' }: Option, value: unknown): string | undefined {
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : 'true or false';
  if (multiple !== true) return wantedValue(takes, value);
  const isList = Array.isArray(value) && value.every((each) => wantedValue(takes, each) === undefined);
  return isList ? undefined : 'a list of texts';
}

/** The value as the command line gives it. */
export function asTyped(value: unknown): string | boolean | string[] {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String);
  return JSON.stringify(value);
}

/** Options of a command that settings give, as if they were typed. */
export function typedSettings(command: CommandName, settings: Settings): Record<string, unknown> {
  const options: Record<string, Option> = COMMANDS[command].options;
  const typed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(settings)) {
    const option = SETTINGS.get(name)?.option;
    if (option === undefined || options[option] === undefined || options[option].typedOnly) continue;
    typed[option] = asTyped(value);
  }
  return typed;
}

/** The schema of the file, for editors. */
export function settingsSchema(): object {
  const rows = [...SETTINGS].map(([name, { takes }]) => [
    name,
    { ...schemaOfOption(takes), description: takes.help },
  ]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Settings of leann-web (leann-web.config.json)',
    type: 'object',
    properties: { $schema: { type: 'string' }, ...Object.fromEntries(rows) },
    not: { required: ['preset', 'bytesPerPassage'] },
    additionalProperties: false,
  };
}

function schemaOfOption({ type, multiple, takes = 'text' }: Option): object {
  if (type === 'boolean') return { type };
  return multiple === true ? { type: 'array', items: schemaOf(takes) } : schemaOf(takes);
}
