// The help, and the error for a command line that was wrong.

import { COMMANDS, type CommandHelp, type CommandName, type Option } from './commands.js';

const NAMES = Object.keys(COMMANDS) as CommandName[];
/** Of the help: most terminals have them. */
const COLUMNS = 100;
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

/** Nothing was typed that could be done: what there is, is the answer. */
export class NoCommand extends UsageError {
  constructor() {
    super('a command is needed');
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

${about
  .split('\n\n')
  .map((paragraph) => wrapped(paragraph).join('\n'))
  .join('\n\n')}

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
  const lines = rows.flatMap(([left, right]) =>
    wrapped(right, COLUMNS - width).map((line, row) => (row === 0 ? left : '').padEnd(width) + line),
  );
  return lines.join('\n');
}

/** In lines of at most `columns`, broken between words. */
function wrapped(text: string, columns = COLUMNS): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
