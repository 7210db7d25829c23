// leann-web watch

import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build.js';
import type { BuildCommand, Command } from './command-line.js';
import type { Terminal } from './progress-bar.js';
import { stateOf } from './source-state.js';

export type WatchCommand = Extract<Command, { name: 'watch' }>;

/** Between two looks at the files; a look at many takes its time, and they are then looked at less often. */
const EVERY_MS = 500;
const REST_FOR_LOOK = 10;
/** Whoever saves a file often saves some. */
const QUIET_MS = 300;

/**
 * Builds, and builds again whenever a file of the source is changed, until the signal. `print` is told of each build. A build
 * that fails is told as well, and the next change tries again; what is published stays.
 */
export async function watch(
  { build: command }: WatchCommand,
  terminal: Terminal,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let built: string | undefined;
  while (!signal.aborted) {
    const began = performance.now();
    const state = await settled(command, signal);
    if (state !== built && !signal.aborted) {
      built = state;
      await attempt(command, terminal, print, signal);
    }
    const took = performance.now() - began;
    await rest(Math.max(EVERY_MS, built === state ? REST_FOR_LOOK * Math.min(took, EVERY_MS) : 0), signal);
  }
}

async function attempt(
  command: BuildCommand,
  terminal: Terminal,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    print(await build(command, terminal, signal));
  } catch (error) {
    if (!signal.aborted) terminal.write(`${error instanceof Error ? error.message : String(error)}\n`);
  }
}

/** The state of the source once nothing is being changed. */
async function settled(command: BuildCommand, signal: AbortSignal): Promise<string> {
  let state = await stateOf(command);
  for (;;) {
    await rest(QUIET_MS, signal);
    const now = await stateOf(command);
    if (now === state || signal.aborted) return now;
    state = now;
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
