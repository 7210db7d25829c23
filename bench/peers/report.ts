// The tables of a run, in Markdown.

import { readFile } from 'node:fs/promises';
import { downloadBytes, sharedBytes } from './bundle.js';
import type { Corpus } from './corpus.js';
import type { Asked, Round } from './measure.js';
import { K } from './peer.js';
import { EMBEDDER, PEERS, type PeerEntry } from './peers.js';
import { PACKAGES } from './places.js';
import type { Environment, Result, Results } from './results.js';

/** Inner products that differ by less count as equal. */
const TIE = 1e-6;

const TITLES = { node: 'Node', chromium: 'Chromium' } as const;

export async function report(corpus: Corpus, results: Results): Promise<string> {
  const exact = new ExactAnswers(corpus);
  const parts = [await settingsTable()];
  for (const environment of ['chromium', 'node'] as const) {
    parts.push(storageTable(environment, results), queryTable(environment, results, exact));
  }
  const { ort, model, tokenizer } = await sharedBytes();
  const textBytes = corpus.documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  parts.push(
    [
      `Needed besides by whatever embeds queries in a page, gzipped: ONNX Runtime ${megabytes(ort)} MB,`,
      `model ${megabytes(model)} MB, tokenizer.json ${megabytes(tokenizer)} MB.`,
      `Embedding the ${corpus.documents.length} glosses, once for all: ${corpus.embedSeconds.toFixed(0)} s.`,
      `Their texts: ${megabytes(textBytes)} MB.`,
    ].join('\n'),
  );
  return parts.join('\n\n');
}

async function settingsTable(): Promise<string> {
  const rows = PEERS.map(async (entry) => [
    entry.name,
    await versionOf(entry),
    kilobytes(await downloadBytes(entry)),
    entry.settings,
  ]);
  return table(['', 'version', 'download, kB gzipped', 'as it was used'], await Promise.all(rows));
}

function storageTable(environment: Environment, results: Results): string {
  const inChromium = environment === 'chromium';
  const rows = PEERS.map((entry) => {
    const { built, rounds, failure } = results.of(environment, entry.name);
    const why = failure ?? (environment === 'node' ? entry.notInNode : undefined);
    if (why !== undefined) return [entry.name, why];
    const disk = rounds.at(-1);
    return [
      entry.name,
      seconds(built?.buildMs ?? rounds[0]?.buildMs),
      seconds(built?.buildCpuMs ?? rounds[0]?.buildCpuMs),
      built === undefined ? unsaved(entry, environment) : megabytes(built.bytes),
      ...(inChromium ? [disk !== undefined && 'diskBytes' in disk ? megabytes(disk.diskBytes) : ''] : []),
      whole(median(rounds.flatMap(({ openMs }) => openMs ?? []))),
      megabytes(median(rounds.map(({ memory }) => memory.opened))),
      megabytes(median(rounds.map(({ memory }) => memory.asked))),
    ];
  });
  const header = [
    TITLES[environment],
    'build s',
    'of it computing',
    'saved MB',
    ...(inChromium ? ['on disk MB'] : []),
    'open ms',
    'memory MB, opened',
    'after the queries',
  ];
  return table(header, rows);
}

/** Instead of what it saves. */
function unsaved({ savedBy, unopenableInNode = '' }: PeerEntry, environment: Environment): string {
  if (savedBy !== undefined) return 'the same';
  return environment === 'node' ? unopenableInNode : '';
}

function queryTable(environment: Environment, results: Results, exact: ExactAnswers): string {
  const embedder = results.of(environment, EMBEDDER.name);
  const rows = PEERS.flatMap((entry) => {
    const result = results.of(environment, entry.name);
    if (result.rounds.length === 0) return [];
    const times = queryTimes(result, embedder);
    return [
      [
        entry.name,
        pair(times.embed),
        pair(times.search),
        times.recompute.some((ms) => ms > 0) ? pair(times.recompute) : '',
        pair(times.total),
        times.first.length > 0 ? pair(times.first) : '',
        milliseconds(computingMs(result, embedder)),
        mean(result.rounds.map((round) => exact.recall(round.asked))).toFixed(3),
      ],
    ];
  });
  return table(
    [
      `${TITLES[environment]}, ms: median / p99`,
      'embedding the query',
      'searching',
      'recomputing',
      'all',
      'first answer',
      'computing, mean',
      `recall@${K}`,
    ],
    rows,
  );
}

/** Processor time of a query, the mean over all, of the fastest round. */
function computingMs(result: Result, embedder: Result): number {
  const ofQuery = ({ rounds }: Result) =>
    Math.min(...rounds.map(({ askCpuMs, asked }) => askCpuMs / asked.length));
  const ownModel = result.rounds[0]?.asked[0]?.embedMs !== undefined;
  return ofQuery(result) + (ownModel ? 0 : ofQuery(embedder));
}

interface Times {
  embed: number[];
  search: number[];
  recompute: number[];
  total: number[];
  first: number[];
}

/** Over all rounds. Libraries without a model are charged what embedding that query took in the same round. */
function queryTimes({ rounds }: Result, embedder: Result): Times {
  const times: Times = { embed: [], search: [], recompute: [], total: [], first: [] };
  for (const [number, { asked }] of rounds.entries()) {
    for (const [query, { embedMs, searchMs, recomputeMs, firstMs }] of asked.entries()) {
      const embed = embedMs ?? embeddingOf(embedder.rounds[number], query);
      times.embed.push(embed);
      times.search.push(searchMs);
      times.recompute.push(recomputeMs);
      times.total.push(embed + searchMs + recomputeMs);
      if (firstMs !== undefined) times.first.push(firstMs);
    }
  }
  return times;
}

function embeddingOf(round: Round | undefined, query: number): number {
  return round?.asked[query]?.embedMs ?? Number.NaN;
}

/** What exact search over all vectors says. */
class ExactAnswers {
  /** Of each query: score by id, and the K-th best. */
  readonly #answers: { scores: Map<string, number>; worst: number }[];

  constructor({ documents, queries, dimension, vectors }: Corpus) {
    const rowOf = (row: number) => vectors.subarray(row * dimension, (row + 1) * dimension);
    this.#answers = queries.map((_, query) => {
      const vector = rowOf(documents.length + query);
      const scores = new Map(documents.map(({ id }, row) => [id, dot(vector, rowOf(row))]));
      return { scores, worst: [...scores.values()].sort((a, b) => b - a)[K - 1] ?? -1 };
    });
  }

  /** Mean share of the K nearest that were found; equal scores count as equal. */
  recall(asked: readonly Asked[]): number {
    const shares = asked.map(({ ids }, query) => {
      const { scores, worst } = this.#answers[query] ?? { scores: new Map<string, number>(), worst: 1 };
      return ids.filter((id) => (scores.get(id) ?? -1) >= worst - TIE).length / K;
    });
    return mean(shares);
  }
}

async function versionOf({ packageName }: PeerEntry): Promise<string> {
  if (packageName === undefined) return '';
  const manifest: { version: string } = JSON.parse(
    await readFile(`${PACKAGES}${packageName}/package.json`, 'utf8'),
  );
  return manifest.version;
}

function table(header: string[], rows: string[][]): string {
  const line = (cells: readonly string[]) =>
    `| ${header.map((_, column) => cells[column] ?? '').join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function pair(values: readonly number[]): string {
  return `${milliseconds(median(values))} / ${milliseconds(quantile(values, 0.99))}`;
}

function milliseconds(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value === 0 ? '0' : value.toFixed(value < 10 ? 1 : 0);
}

function whole(value: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(0);
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '' : (ms / 1000).toFixed(1);
}

function megabytes(bytes: number): string {
  return Number.isNaN(bytes) ? '–' : (bytes / 1e6).toFixed(bytes < 1e7 ? 2 : 1);
}

function kilobytes(bytes: number): string {
  return (bytes / 1e3).toFixed(bytes < 1e4 ? 1 : 0);
}
