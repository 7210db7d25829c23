// Cuts a text into what readers take for single characters.

/**
 * Code units given to Intl.Segmenter at once: its cost for each cluster grows with the length of its input. A cluster that is
 * longer is cut.
 */
const WINDOW = 256;

/** Characters of ASCII side by side need no segmenter: each is one, but for the end of a line. */
const RUNS = /\p{ASCII}?\P{ASCII}+|\r\n|\p{ASCII}/gu;

/** Without Intl.Segmenter: a character with its marks. */
const MARKED = /\P{M}\p{M}*|\p{M}+/gsu;

/** Grapheme clusters, in order, in time proportional to the text. */
export function clustersOf(text: string): string[] {
  const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter('en', { granularity: 'grapheme' }) : undefined;
  const clusters: string[] = [];
  for (const [run] of text.matchAll(RUNS)) {
    if (run.length === 1 || run === '\r\n') clusters.push(run);
    else if (segmenter === undefined) for (const [cluster] of run.matchAll(MARKED)) clusters.push(cluster);
    else addClusters(segmenter, run, clusters);
  }
  return clusters;
}

function addClusters(segmenter: Intl.Segmenter, run: string, clusters: string[]): void {
  for (let from = 0; from < run.length; ) {
    const base = from;
    for (const { segment, index } of segmenter.segment(run.slice(base, base + WINDOW))) {
      // The last one of a window may go on after it.
      const mayGoOn = base + index + segment.length === base + WINDOW && base + WINDOW < run.length;
      if (mayGoOn && index > 0) break;
      clusters.push(segment);
      from = base + index + segment.length;
    }
  }
}
