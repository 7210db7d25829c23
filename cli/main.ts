#!/usr/bin/env node
// The command line: picks the command, prints its answer, and turns errors into exit codes.

import { VERSION } from '../web/base/version.js';
import { build } from './build.js';
import { type Command, readCommandLine } from './command-line.js';
import { exportIndex } from './export/export-command.js';
import { info } from './info.js';
import { mcp } from './mcp-command.js';
import { model } from './model-command.js';
import { merge } from './parts/merge-command.js';
import { buildPart } from './parts/part-command.js';
import { search } from './search.js';
import { serve } from './serve.js';
import { helpOf, overview, UsageError } from './usage.js';
import { verify } from './verify.js';
import { watch } from './watch-command.js';

const INTERRUPTED = 130;

const print = (line: string) => void process.stdout.write(`${line}\n`);

async function run(command: Command, signal: AbortSignal): Promise<void> {
  switch (command.name) {
    case 'help':
      return print(command.of === undefined ? overview() : helpOf(command.of));
    case 'version':
      return print(VERSION);
    case 'build':
      return print(
        command.share === undefined
          ? await build(command, process.stderr, signal)
          : await buildPart(command, command.share, process.stderr, signal),
      );
    case 'merge':
      return print(await merge(command, process.stderr, signal));
    case 'search':
      return print(await search(command, signal));
    case 'watch':
      return await watch(command, process.stderr, print, signal);
    case 'export':
      return print(await exportIndex(command, process.stderr, signal));
    case 'mcp':
      return await mcp(command, process.stderr, signal);
    case 'model':
      return print(await model(command, process.stderr, signal));
    case 'info':
      return print(await info(command));
    case 'verify': {
      const { answer, problems } = await verify(command);
      if (problems.length > 0) process.exitCode = 1;
      return print(answer);
    }
    case 'serve':
      return await serve(command, print, signal);
  }
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => interrupted.abort(new Error('interrupted')));
}
try {
  await run(readCommandLine(process.argv.slice(2)), interrupted.signal);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    process.stderr.write(`leann-web: ${message}\n${error.hint}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${message.startsWith('leann: ') ? message : `leann-web: ${message}`}\n`);
    process.exitCode = interrupted.signal.aborted ? INTERRUPTED : 1;
  }
}
