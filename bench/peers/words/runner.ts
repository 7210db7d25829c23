// Measures an engine in a Node process of its own.

import { fork } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { type Entry, storedName } from './entries.js';
import type { Round } from './measure.js';
import { COMPILED_WORDS } from './places.js';
import type { Job, Reply } from './process.js';

/** Milliseconds. `collection`: its folder, with collection.json in it. */
export async function buildOf(entry: Entry, collection: string): Promise<number> {
  const folder = `${collection}/${storedName(entry)}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const reply = await run(entry, collection, 'build');
  if ('buildMs' in reply) return reply.buildMs;
  throw new Error(`it answered ${JSON.stringify(reply)}`);
}

export async function roundOf(entry: Entry, collection: string): Promise<Round> {
  const reply = await run(entry, collection, 'round');
  if ('round' in reply) return reply.round;
  throw new Error(`it answered ${JSON.stringify(reply)}`);
}

function run(entry: Entry, collection: string, task: Job['task']): Promise<Reply> {
  const job: Job = {
    task,
    name: entry.name,
    folder: `${collection}/${storedName(entry)}`,
    collection: `${collection}/collection.json`,
  };
  const child = fork(`${COMPILED_WORDS}process.js`, {
    execArgv: ['--expose-gc', '--max-old-space-size=8192'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', (reply: Reply) => {
      if ('failure' in reply) reject(new Error(reply.failure));
      else resolve(reply);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`its process ended (${signal ?? code})`)));
    child.send(job);
  });
}
