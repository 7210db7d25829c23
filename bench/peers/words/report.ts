// What was measured, as tables.

import type { AskedCollection } from './collections.js';
import type { Round } from './measure.js';
import type { Bytes } from './stored.js';
import { digits, mean, median, megabytes, quantile, table } from './table.js';

export interface Result {
  name: string;
  /** Undefined if another's stored form is opened. */
  buildMs: number | undefined;
  stored: Bytes;
  rounds: Round[];
  failure?: string;
}

export function report({ asked }: AskedCollection, results: readonly Result[]): string {
  const there = results.filter(({ rounds }) => rounds.length > 0);
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  const failed = results.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name}: ${failure}`],
  );
  return [
    costs(there),
    `Milliseconds of the first answer, median / 95th percentile:`,
    table(
      ['', ...kinds],
      there.map((result) => [result.name, ...kinds.map((kind) => times(asked, result, kind))]),
    ),
    'What was meant comes first; in the first three:',
    firsts(asked, there, kinds),
    ...failed,
  ].join('\n\n');
}

function costs(results: readonly Result[]): string {
  const header = [
    '',
    'build s',
    'stored MB',
    'gzipped',
    'fetched for the first query',
    'for each later one, kB',
  ];
  return table(
    [...header, 'open ms', 'first query ms', 'memory MB, opened', 'after the queries'],
    results.map(({ name, buildMs, stored, rounds }) => {
      const middle = (of: (round: Round) => number) => median(rounds.map(of));
      const first = middle(({ fetched }) => fetched?.first ?? stored.gzipped);
      const later = mean(rounds.flatMap(({ fetched }) => fetched?.later ?? [0]));
      return [
        name,
        buildMs === undefined ? '' : digits(buildMs / 1000),
        megabytes(stored.raw),
        megabytes(stored.gzipped),
        megabytes(first),
        digits(later / 1000),
        digits(middle(({ openMs }) => openMs)),
        digits(middle(({ firstMs }) => firstMs)),
        megabytes(middle(({ memory }) => memory.opened)),
        megabytes(middle(({ memory }) => memory.asked)),
      ];
    }),
  );
}

/** The least of all rounds of each query: what else the machine does is not part of it. */
function times(asked: AskedCollection['asked'], { rounds }: Result, kind: string): string {
  const least = asked.flatMap((each, row) =>
    each.kind === kind ? [Math.min(...rounds.map(({ answers }) => answers[row]?.ms ?? 0))] : [],
  );
  return `${digits(median(least))} / ${digits(quantile(least, 0.95))}`;
}

function firsts(
  asked: AskedCollection['asked'],
  results: readonly Result[],
  kinds: readonly string[],
): string {
  const meant = kinds.filter((kind) => asked.some((each) => each.kind === kind && each.id !== undefined));
  const share = ({ rounds: [round] }: Result, kind: string, most: number) => {
    const rows = [...asked.keys()].filter((row) => asked[row]?.kind === kind);
    const found = rows.filter((row) =>
      round?.answers[row]?.ids.slice(0, most).includes(asked[row]?.id ?? ''),
    );
    return (found.length / rows.length).toFixed(2);
  };
  return table(
    ['', ...meant],
    results.map((result) => [
      result.name,
      ...meant.map((kind) => `${share(result, kind, 1)}; ${share(result, kind, 3)}`),
    ]),
  );
}
