// Measures a library in a Node process of its own.

import { fork } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { folderBytes } from './folder-bytes.js';
import type { Built, Round } from './measure.js';
import type { NodeJob, NodeReply } from './node-process.js';
import type { PeerEntry } from './peers.js';
import { CORE, DATASET, MODEL, MODELS, NODE_BUNDLE, PACKAGES, WORK } from './places.js';

export async function buildInNode(entry: PeerEntry): Promise<Built> {
  await rm(folderOf(entry), { recursive: true, force: true });
  const reply = await run(entry, 'build');
  if ('built' in reply) return { ...reply.built, bytes: await folderBytes(folderOf(entry)) };
  throw new Error(`it answered ${JSON.stringify(reply)}`);
}

export async function roundInNode(entry: PeerEntry): Promise<Round> {
  const reply = await run(entry, 'round');
  if ('round' in reply) return reply.round;
  throw new Error(`it answered ${JSON.stringify(reply)}`);
}

function run(entry: PeerEntry, task: NodeJob['task']): Promise<NodeReply> {
  const job: NodeJob = {
    task,
    name: entry.name,
    folder: folderOf(entry),
    dataset: DATASET,
    packages: PACKAGES,
    paths: {
      models: MODELS,
      model: `${MODELS}${MODEL}`,
      core: CORE,
      ort: undefined,
      transformersOrt: undefined,
      worker: undefined,
    },
  };
  const child = fork(`${NODE_BUNDLE}node-process.mjs`, {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    child.once('message', (reply: NodeReply) => {
      if ('failure' in reply) reject(new Error(reply.failure));
      else resolve(reply);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`its process ended (${signal ?? code})`)));
    child.send(job);
  });
}

function folderOf({ name, savedBy = name }: PeerEntry): string {
  return `${WORK}node/${savedBy.replace(/\W+/g, '-')}`;
}
