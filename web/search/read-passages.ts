// The passages that one search has read: what is recomputed is likely to be among the hits.

import type { OwnedPassage } from '../content/searched-content.js';
import type { PassageRef } from '../interface/search-update.js';

export class ReadPassages {
  readonly #byNode = new Map<number, OwnedPassage>();
  /** Nodes by their text. */
  readonly #byText = new Map<string, number[]>();

  clear(): void {
    this.#byNode.clear();
    this.#byText.clear();
  }

  has(node: number): boolean {
    return this.#byNode.has(node);
  }

  get(node: number): OwnedPassage | undefined {
    return this.#byNode.get(node);
  }

  add(node: number, passage: OwnedPassage): void {
    if (this.#byNode.has(node)) return;
    this.#byNode.set(node, passage);
    const same = this.#byText.get(passage.text);
    if (same === undefined) this.#byText.set(passage.text, [node]);
    else same.push(node);
  }

  /** Other passages of the text of a node, if `accepts` lets them through. */
  sharing(text: string, node: number, accepts: (node: number) => boolean): PassageRef[] {
    return (this.#byText.get(text) ?? []).flatMap((other) => {
      const found = this.#byNode.get(other);
      return found === undefined || other === node || !accepts(other)
        ? []
        : [{ id: found.id, passage: found.passage }];
    });
  }
}
