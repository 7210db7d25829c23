// The help, and the error for a command line that was wrong.

import { COMMANDS, type CommandHelp, type CommandName, type Option } from './commands.js';

const NAMES = Object.keys(COMMANDS) as CommandName[];
const LAST_OPTION: [string, Option] = ['help', { type: 'boolean', short: 'h', help: 'this text' }];

/** The command line was wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** @param command whose help has the answer; undefined where none was given. */
  constructor(
    message: string,
    readonly command?: CommandName,
  ) {
    super(message);
  }

  /** Where to read how it is called. */
  get hint(): string {
    return this.command === undefined
      ? 'See: leann-web help'
      : `Usage: leann-web ${this.command} ${COMMANDS[this.command].takes}\nSee: leann-web help ${this.command}`;
  }
}

/** What there is. */
export function overview(): string {
  const rows: [string, string][] = NAMES.map((name) => [
    `  ${name} ${COMMANDS[name].takes}`,
    COMMANDS[name].summary,
  ]);
  const others: [string, string][] = [
    ['  help <command>', 'what a command takes, and examples; also: leann-web <command> --help'],
    ['  --version, -v', 'the version'],
  ];
  return `leann-web: search by meaning on a site of plain files

${table([...rows, ...others])}

For example:
${indented([COMMANDS.build.examples[0], COMMANDS.serve.examples[0]])}

Exit codes: 0 done, 1 it went wrong, or something is damaged, 2 it was called wrongly.`;
}

/** All about one command. */
export function helpOf(name: CommandName): string {
  const { takes, summary, about, options, examples }: CommandHelp = COMMANDS[name];
  const rows = [...Object.entries(options), LAST_OPTION].map(([option, said]): [string, string] => [
    written(option, said),
    said.help,
  ]);
  return `leann-web ${name} ${takes}
  ${summary}

${about}

Options:
${table(rows)}

For example:
${indented(examples)}`;
}

/** As it is typed: `--out, -o DIR`. */
function written(name: string, { short, value }: Option): string {
  // A name of one letter is the short one itself.
  const names = name.length === 1 ? `-${name}` : `--${name}${short === undefined ? '' : `, -${short}`}`;
  return `  ${names}${value === undefined ? '' : ` ${value}`}`;
}

function table(rows: readonly [string, string][]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => left.padEnd(width) + right).join('\n');
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
