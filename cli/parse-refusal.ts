// What `node:util` finds wrong with a command line, in our words: which option was meant, and what it wants.

import { closest } from './closest.js';
import { COMMANDS, type CommandName, type Option } from './commands.js';

/** @param command that was typed; undefined where none was. @param args all that was typed. */
export function parseRefusal(
  error: unknown,
  command: CommandName | undefined,
  args: readonly string[],
): string {
  const message = error instanceof Error ? error.message : String(error);
  const named = /'(?:-\w, )?(--?[^\s'=]+)/.exec(message)?.[1];
  if (named === undefined) return message;
  // A name of one letter has one dash, whatever it is called there.
  const typed = named.replace(/^--(?=\w$)/, '-');
  const options: Readonly<Record<string, Option>> =
    command === undefined ? {} : { ...COMMANDS[command].options, help: { type: 'boolean', help: '' } };
  if (codeOf(error) === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return unknown(wholeOf(typed, args), options, command);
  if (/does not take/.test(message)) return `${typed} takes no value`;
  const said = options[nameOf(typed)] ?? Object.values(options).find(({ short }) => `-${short}` === typed);
  const value = said?.value === undefined ? '' : `: ${typed} ${said.value}`;
  const dash = /ambiguous/.test(message) ? `; one that begins with a dash is written ${typed}=-VALUE` : '';
  return `${typed} needs a value${value}${dash}`;
}

function unknown(
  typed: string,
  options: Readonly<Record<string, Option>>,
  command: CommandName | undefined,
): string {
  const meant = typed.startsWith('--') ? closest(nameOf(typed), Object.keys(options)) : undefined;
  if (meant !== undefined) return `unknown option "${typed}"; did you mean "--${meant}"?`;
  const query = command === 'search' ? '; before a query that begins with a dash, write --' : '';
  return `unknown option "${typed}"${query}`;
}

/** Of letters that follow one dash, only the first is named as an option. */
function wholeOf(typed: string, args: readonly string[]): string {
  if (typed.startsWith('--')) return typed;
  return args.find((arg) => /^-[^-]/.test(arg) && arg.includes(typed.slice(1))) ?? typed;
}

function nameOf(typed: string): string {
  return typed.replace(/^--?/, '');
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
