// Two ports that are connected with each other in the same page. What is said before anybody listens is kept.

import type { Port } from './port.js';

export function localPorts(name: string): [Port, Port] {
  const first = new LocalPort(name);
  const second = new LocalPort(name);
  first.other = second;
  second.other = first;
  return [first, second];
}

class LocalPort implements Port {
  readonly name: string;
  other: LocalPort | undefined;
  readonly onMessage = new Listeners<[unknown]>();
  readonly onDisconnect = new Listeners<[]>();

  constructor(name: string) {
    this.name = name;
  }

  /** Arrives later, as a copy, as between pages. */
  postMessage(message: unknown): void {
    const { other } = this;
    const copy = structuredClone(message);
    queueMicrotask(() => other?.onMessage.tell(copy));
  }

  /** The end that is left is told, this one is not. */
  disconnect(): void {
    const { other } = this;
    if (other === undefined) return;
    this.other = undefined;
    other.other = undefined;
    queueMicrotask(() => other.onDisconnect.tell());
  }
}

class Listeners<Args extends unknown[]> {
  readonly #listeners: ((...args: Args) => void)[] = [];
  /** What was told before anybody listened. */
  #early: Args[] = [];

  addListener(listener: (...args: Args) => void): void {
    this.#listeners.push(listener);
    const early = this.#early;
    this.#early = [];
    for (const args of early) queueMicrotask(() => listener(...args));
  }

  tell(...args: Args): void {
    if (this.#listeners.length === 0) this.#early.push(args);
    for (const listener of this.#listeners) listener(...args);
  }
}
