// What threads buy a build in clusters: dividing the vectors (k-means, in one thread), and the graphs of all clusters, built here and by
// one thread or more. They take turns, as often as ROUNDS says; a table has the medians, by the clock on the wall and in processor time of
// all threads.
// node dist/bench/cluster-threads.js FOLDER [CLUSTERS] [ROUNDS] [THREADS …]; in FOLDER, `vectors.f16` are rows of 384 half floats

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ClusterPool } from '../cli/cluster-pool.js';
import { widenHalfFloats } from '../cli/model/half-float.js';
import { hexOf } from '../web/base/hex.js';
import { sha256Of } from '../web/base/sha256.js';
import { buildClusters } from '../web/change/build-clusters.js';
import { Core } from '../web/core/core.js';
import type { CoreBuilder } from '../web/core/core-builder.js';
import { median } from './encoder-rates.js';

/** Seconds. */
interface Spent {
  wall: number;
  processor: number;
}

const DIMENSION = 384;

const [folder, ...numbers] = process.argv.slice(2);
if (folder === undefined) throw new Error('leann: cannot run cluster-threads: it needs a folder of vectors');
const [clusters = 60, rounds = 3, ...threads] = numbers.map(Number);
/** 0: without threads, as --threads 1 has it. */
const COUNTS = [0, ...(threads.length > 0 ? threads : [1, 2])];

const vectors = widenHalfFloats(readFileSync(join(folder, 'vectors.f16')));
const rows = Array.from({ length: vectors.length / DIMENSION }, (_, row) =>
  vectors.subarray(row * DIMENSION, (row + 1) * DIMENSION),
);

const core = await Core.load();
const dividing: Spent[] = [];
const building = COUNTS.map((): Spent[] => []);
let file: string | undefined;
for (let round = 0; round < rounds; round++) {
  dividing.push(await spent(async (builder) => void builder.handOutCluster()));
  for (const [place, count] of COUNTS.entries())
    building[place]?.push(await spent((builder) => graphs(builder, count), check));
}
console.log(`${rows.length} vectors, ${clusters} clusters; medians of ${rounds}\n`);
console.log('| | s | processor time, s |\n| --- | --- | --- |');
printRow('k-means', dividing);
for (const [place, count] of COUNTS.entries())
  printRow(`k-means and graphs, ${count === 0 ? 'here' : `threads: ${count}`}`, building[place] ?? []);

function printRow(what: string, all: readonly Spent[]): void {
  const inWords = (seconds: number[]) => median(seconds).toFixed(1);
  console.log(
    `| ${what} | ${inWords(all.map(({ wall }) => wall))} | ${inWords(all.map(({ processor }) => processor))} |`,
  );
}

/** What `act` takes on a builder that has all vectors, without what is done then. */
async function spent(
  act: (builder: CoreBuilder) => Promise<void>,
  then: (builder: CoreBuilder) => void = () => {},
): Promise<Spent> {
  const builder = core.builder(DIMENSION, { clusters, numbering: 'local' });
  builder.add(rows);
  const [began, before] = [performance.now(), process.cpuUsage()];
  await act(builder);
  const { user, system } = process.cpuUsage(before);
  const wall = (performance.now() - began) / 1000;
  then(builder);
  builder.free();
  return { wall, processor: (user + system) / 1e6 };
}

/** Builds all graphs, up to the codes. */
async function graphs(builder: CoreBuilder, count: number): Promise<void> {
  if (count === 0) {
    for (let done = 0; done < rows.length; ) ({ done } = builder.step(1 << 20));
    return;
  }
  const pool = new ClusterPool(count);
  try {
    for await (const _ of buildClusters(builder, pool, new AbortController().signal));
  } finally {
    await pool.close();
  }
}

/** Finishes the index, which must be the same each time. */
function check(builder: CoreBuilder): void {
  while (!builder.step(1 << 20).finished);
  const index = builder.finish();
  const digest = hexOf(sha256Of(index.encode()));
  index.free();
  file ??= digest;
  if (digest !== file) throw new Error('the index is another one');
}
