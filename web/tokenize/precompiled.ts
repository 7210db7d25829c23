// The normalizer of SentencePiece: rules that its models carry along, as a trie of bytes and the texts to put in their place.
import { clustersOf } from './clusters.js';
import { type Part, stringIn } from './part.js';

/** Longer clusters are not looked up as a whole. */
const LONGEST_CLUSTER = 5;

/** Without rules, the text stays as it is. Throws an Error if they are damaged. */
export function precompiled(part: Part): (text: string) => string {
  const encoded = stringIn(part, 'precompiled_charsmap', '');
  if (encoded === '') return (text) => text;
  const rules = new Rules(Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)));
  return (text) =>
    clustersOf(text)
      .map((cluster) => rules.applyTo(cluster))
      .join('');
}

/** A double array: each unit has a label, where its children are, and whether a value is among them. */
class Rules {
  readonly #units: Uint32Array;
  readonly #texts: Uint8Array;
  readonly #known = new Map<string, string>();

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer);
    const size = bytes.length < 4 ? -1 : view.getUint32(0, true);
    if (size < 4 || size % 4 !== 0 || 4 + size > bytes.length)
      throw new Error('its character rules are damaged');
    this.#units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.#texts = bytes.subarray(4 + size);
  }

  /** As a whole if there is a rule for it and it is short, else character by character. */
  applyTo(cluster: string): string {
    let made = this.#known.get(cluster);
    if (made === undefined) {
      const bytes = new TextEncoder().encode(cluster);
      const whole = bytes.length <= LONGEST_CLUSTER ? this.#find(bytes) : undefined;
      made =
        whole ?? Array.from(cluster, (char) => this.#find(new TextEncoder().encode(char)) ?? char).join('');
      if (this.#known.size > 10_000) this.#known.clear();
      this.#known.set(cluster, made);
    }
    return made;
  }

  /** What the rule for the shortest beginning says: that is what the library does. */
  #find(bytes: Uint8Array): string | undefined {
    let at = offsetOf(this.#units[0] ?? 0);
    for (const byte of bytes) {
      at ^= byte;
      const unit = this.#units[at];
      // The highest bit marks values.
      if (byte === 0 || unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
      at ^= offsetOf(unit);
      if ((unit & 0x100) !== 0) return this.#text((this.#units[at] ?? 0) & 0x7fffffff);
    }
    return undefined;
  }

  #text(start: number): string {
    const end = this.#texts.indexOf(0, start);
    return new TextDecoder().decode(this.#texts.subarray(start, end < 0 ? undefined : end));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}
