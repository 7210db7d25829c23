// Lower case, character by character.

/** A sigma that JavaScript takes to be the last of its word. The tokenizers look at no neighbours: it stays σ there. */
const SIGMA = /Σ/g;

export function lowerCase(text: string): string {
  return text.replace(SIGMA, 'σ').toLowerCase();
}
