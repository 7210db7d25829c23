#!/usr/bin/env node
// The command line: picks the command, prints its answer, and turns errors into exit codes.

import { build } from './build.js';
import { type Command, readCommandLine } from './command-line.js';
import { info } from './info.js';
import { search } from './search.js';
import { USAGE, UsageError } from './usage.js';

const INTERRUPTED = 130;

async function run(command: Command, signal: AbortSignal): Promise<string> {
  switch (command.name) {
    case 'help':
      return USAGE.trimEnd();
    case 'build':
      return build(command, process.stderr, signal);
    case 'search':
      return search(command, signal);
    case 'info':
      return info(command);
  }
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
try {
  const answer = await run(readCommandLine(process.argv.slice(2)), interrupted.signal);
  process.stdout.write(`${answer}\n`);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    process.stderr.write(`leann-web: ${message}\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${message.startsWith('leann: ') ? message : `leann-web: ${message}`}\n`);
    process.exitCode = interrupted.signal.aborted ? INTERRUPTED : 1;
  }
}
