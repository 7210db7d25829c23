// How often each thing is tried: a fraction as a rule, all of it with LEANN_RELIABILITY=full (npm run reliability).

const FULL = process.env.LEANN_RELIABILITY === 'full';

export const FIGURES = {
  /** Every one of a save's requests fails once, or every so many-th, beginning with another for each fault. */
  requestStep: FULL ? 1 : 7,
  workerTerminations: FULL ? 200 : 20,
  chromiumKills: FULL ? 50 : 2,
  firefoxKills: FULL ? 50 : 1,
  tabRounds: FULL ? 100 : 15,
  searches: FULL ? 10_000 : 600,
  updates: FULL ? 1000 : 60,
  openings: FULL ? 100 : 10,
  /** Of the extension's own test, beside those that it asks for: all 5,000, or as many as can be indexed while it looks on. */
  ownBookmarks: FULL ? Number.POSITIVE_INFINITY : 1000,
  /** Otherwise those of the extension's own test are all. */
  bookmarks: FULL ? 100_000 : 0,
} as const;

/** Tells what was counted, for docs/security.md. */
export function report(what: string, counts: Record<string, number>): void {
  const listed = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  process.stdout.write(`# ${what}: ${listed.join(', ')}\n`);
}
