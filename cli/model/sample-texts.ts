// Texts to look at a model's activations with: random tokens, frequent ones more often. They show which channels are large and which
// are so together, much as texts of any language do, and need no corpus.

/** Shortest and longest text in tokens, special ones not counted. */
const SHORTEST = 6;
const LONGEST = 65;
const TEXTS = 16;

/** Ids are drawn as Zipf's law has words, by rank plus this: vocabularies begin with what is frequent. */
const RANK_SHIFT = 1000;

/** Ids of tokens, special ones included; the same every time. `isUsed`: whether texts may have a token. */
export function sampleTexts(
  vocabulary: number,
  special: { prefix: readonly number[]; suffix: readonly number[] },
  isUsed: (id: number) => boolean,
): number[][] {
  const ids = Array.from({ length: vocabulary }, (_, id) => id).filter(isUsed);
  const next = randomNumbers();
  const draw = () => {
    const rank = RANK_SHIFT * ((ids.length / RANK_SHIFT + 1) ** next() - 1);
    return ids[Math.min(ids.length - 1, Math.floor(rank))] ?? 0;
  };
  return Array.from({ length: TEXTS }, (_, text) => {
    const length = SHORTEST + Math.floor((text * (LONGEST - SHORTEST)) / (TEXTS - 1));
    return [...special.prefix, ...Array.from({ length }, draw), ...special.suffix];
  });
}

/** Between 0 and 1, the same sequence every time (a linear congruential generator). */
function randomNumbers(): () => number {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
