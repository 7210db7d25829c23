// Runs the command line as a program.

import { type ChildProcess, execFile } from 'node:child_process';
import { ROOT } from '../../tools/paths.js';

const PROGRAM = `${ROOT}dist/cli/main.js`;

export interface Ended {
  /** -1 if a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

/** A program that runs, and how it ends. */
export interface Running {
  program: ChildProcess;
  ended: Promise<Ended>;
}

/** What the program gets besides its arguments. */
export interface StartOptions {
  /** Of Node, before the program. */
  flags?: readonly string[];
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>;
}

export function start(
  args: readonly string[],
  cwd?: string,
  { flags = [], env = {} }: StartOptions = {},
): Running {
  let end: (ended: Ended) => void;
  const ended = new Promise<Ended>((resolve) => {
    end = resolve;
  });
  const program = execFile(
    process.execPath,
    [...flags, PROGRAM, ...args],
    { ...(cwd !== undefined && { cwd }), env: { ...process.env, ...env } },
    (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      end({ code, stdout, stderr });
    },
  );
  return { program, ended };
}

export function run(...args: string[]): Promise<Ended> {
  return start(args).ended;
}
