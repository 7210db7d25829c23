// Embeddings in a second of processor time: what else the machine does counts little.

/** By racer, the median of the turns. */
export interface Rates {
  tokens: number;
  batch: number;
  rates: Record<string, number>;
}

export interface Track {
  names: readonly string[];
  /** Has a racer embed for a turn; how many texts it was. */
  turn(name: string, tokens: number, batch: number): Promise<number>;
  /** Processor time that was used so far, in milliseconds. */
  clock(): Promise<number>;
}

const SIZES = [16, 64, 256].flatMap((tokens) => [1, 8].map((batch) => ({ tokens, batch })));
const TURNS = 7;
const WARM_UP = 2;

/** Every size, the racers in turn, after each has run for two turns to be optimised. */
export async function race({ names, turn, clock }: Track): Promise<Rates[]> {
  const found: Rates[] = [];
  for (const { tokens, batch } of SIZES) {
    const rates = new Map(names.map((name) => [name, [] as number[]]));
    for (let number = -WARM_UP; number < TURNS; number++) {
      for (const name of names) {
        const before = await clock();
        const texts = await turn(name, tokens, batch);
        const rate = (1000 * texts) / ((await clock()) - before);
        if (number >= 0) rates.get(name)?.push(rate);
      }
    }
    const medians = [...rates].map(([name, values]) => [name, median(values)]);
    found.push({ tokens, batch, rates: Object.fromEntries(medians) });
  }
  return found;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
