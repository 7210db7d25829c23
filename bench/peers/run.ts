// Measures leann-web beside other libraries and prints tables for docs/benchmarks.md.
// Run as: node dist/bench/peers/run.js [--part build,round,report] [--in node,chromium] [--only NAME,…] [--rounds N]
// Without --part, everything again; with it, parts of a run, which goes on from what was measured before.

import { parseArgs } from 'node:util';
import { bundleForNode, bundleForPage } from './bundle.js';
import { ChromiumRunner } from './chromium-runner.js';
import { readCorpus } from './corpus.js';
import { writeDataset } from './dataset.js';
import { buildInNode, roundInNode } from './node-runner.js';
import { EMBEDDER, PEERS, type PeerEntry } from './peers.js';
import { DATASET } from './places.js';
import { report } from './report.js';
import { type Environment, Results } from './results.js';

const ROUNDS = 3;

const { values } = parseArgs({
  options: {
    part: { type: 'string' },
    in: { type: 'string', default: 'node,chromium' },
    only: { type: 'string' },
    rounds: { type: 'string', default: String(ROUNDS) },
  },
});
const parts = (values.part ?? 'build,round,report').split(',');
const environments = values.in.split(',') as Environment[];
const only = values.only?.split(',');
const entries = [EMBEDDER, ...PEERS].filter(({ name }) => only === undefined || only.includes(name));

const corpus = await readCorpus();
const results = values.part === undefined ? Results.empty() : await Results.read();
if (parts.some((part) => part !== 'report')) {
  await writeDataset(DATASET, corpus);
  await Promise.all([bundleForNode(), bundleForPage()]);
  const chromium = await ChromiumRunner.start();
  try {
    if (parts.includes('build')) await buildAll(chromium);
    if (parts.includes('round')) {
      // All take their turn before the next round: noise of the machine is dealt to all.
      for (let round = 0; round < Number(values.rounds); round++) await roundOfAll(chromium);
    }
  } finally {
    await chromium.close();
  }
}
if (parts.includes('report')) console.log(await report(corpus, results));

async function buildAll(chromium: ChromiumRunner): Promise<void> {
  for (const environment of environments) {
    for (const entry of entries) {
      if (entry === EMBEDDER || entry.savedBy !== undefined || !runsIn(entry, environment)) continue;
      if (buildsInRound(entry, environment)) continue;
      await attempt(entry, environment, 'build', async (result) => {
        result.built = await (environment === 'node' ? buildInNode(entry) : chromium.build(entry));
      });
    }
  }
}

async function roundOfAll(chromium: ChromiumRunner): Promise<void> {
  for (const environment of environments) {
    for (const entry of entries) {
      if (!runsIn(entry, environment)) continue;
      if (buildsInRound(entry, environment) && results.of(environment, entry.name).rounds.length > 0)
        continue;
      await attempt(entry, environment, 'round', async ({ rounds }) => {
        rounds.push(await (environment === 'node' ? roundInNode(entry) : chromium.round(entry)));
      });
    }
  }
}

function runsIn({ notInNode }: PeerEntry, environment: Environment): boolean {
  return environment === 'chromium' || notInNode === undefined;
}

function buildsInRound({ unopenableInNode }: PeerEntry, environment: Environment): boolean {
  return environment === 'node' && unopenableInNode !== undefined;
}

async function attempt(
  { name }: PeerEntry,
  environment: Environment,
  part: string,
  work: (result: ReturnType<Results['of']>) => Promise<void>,
): Promise<void> {
  const result = results.of(environment, name);
  const began = performance.now();
  try {
    await work(result);
    delete result.failure;
  } catch (error) {
    result.failure = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  }
  await results.write();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`${environment}, ${name}, ${part}: ${result.failure ?? `${seconds} s`}`);
}
