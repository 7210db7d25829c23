#!/usr/bin/env node
// The command line: picks the command, prints its answer, and turns errors into exit codes.

import { LeannError } from '../web/base/error.js';
import { VERSION } from '../web/base/version.js';
import { type Command, readCommandLine } from './command-line.js';
import { messageInWords } from './system-reason.js';
import { helpOf, NoCommand, overview, UsageError } from './usage.js';

const INTERRUPTED = 130;

const print = (line: string) => void process.stdout.write(`${line}\n`);

/** Loads no more than the command needs: help and refusals come at once. */
async function run(command: Command, signal: AbortSignal): Promise<void> {
  switch (command.name) {
    case 'help':
      return print(command.of === undefined ? overview() : helpOf(command.of));
    case 'version':
      return print(VERSION);
    case 'build': {
      if (command.share !== undefined) {
        const { buildPart } = await import('./parts/part-command.js');
        return print(await buildPart(command, command.share, process.stderr, signal));
      }
      const { build } = await import('./build.js');
      return print(await build(command, process.stderr, signal));
    }
    case 'merge': {
      const { merge } = await import('./parts/merge-command.js');
      return print(await merge(command, process.stderr, signal));
    }
    case 'search': {
      const { search } = await import('./search.js');
      return print(await search(command, signal));
    }
    case 'watch': {
      const { watch } = await import('./watch-command.js');
      return await watch(command, process.stderr, print, signal);
    }
    case 'export': {
      const { exportIndex } = await import('./export/export-command.js');
      return print(await exportIndex(command, process.stderr, signal));
    }
    case 'mcp': {
      const { mcp } = await import('./mcp-command.js');
      await mcp(command, process.stderr, signal);
      // An index that is still being made would go on for no one.
      return process.exit();
    }
    case 'model': {
      const { model } = await import('./model-command.js');
      return print(await model(command, process.stderr, signal));
    }
    case 'info': {
      const { info } = await import('./info.js');
      return print(await info(command));
    }
    case 'verify': {
      const { verify } = await import('./verify.js');
      const { answer, problems } = await verify(command);
      if (problems.length > 0) process.exitCode = 1;
      return print(answer);
    }
    case 'serve': {
      const { serve } = await import('./serve.js');
      return await serve(command, print, signal);
    }
  }
}

function codeOf(error: unknown): { code?: string } {
  return error instanceof LeannError ? { code: error.code } : {};
}

// Whoever reads what is printed may have enough of it, as `head` has; what was asked for is done all the same.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error('interrupted')));
}
try {
  await run(readCommandLine(process.argv.slice(2)), interrupted.signal);
} catch (error) {
  const message = messageInWords(error).replace(/^leann: /, '');
  if (error instanceof NoCommand) {
    process.stderr.write(`${overview()}\n`);
    process.exitCode = 2;
  } else if (error instanceof UsageError) {
    process.stderr.write(`leann: ${message}\n${error.hint}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`leann: ${message}\n`);
    process.exitCode = interrupted.signal.aborted ? INTERRUPTED : 1;
  }
  // A program that reads JSON gets JSON.
  if (process.argv.includes('--json')) print(JSON.stringify({ error: { ...codeOf(error), message } }));
}
