// The first files of a published folder, asked for while the scripts come that read them.

import type { AnswersAhead } from '../interface/answers-ahead.js';

/** What of the manifest is read here; it is checked by whoever takes it. */
interface FirstFiles {
  index?: unknown;
  runtime?: { reader?: unknown };
}

export class AskedAhead implements AnswersAhead {
  readonly #folder: URL;
  readonly #answers = new Map<string, Promise<Response>>();
  readonly #taken = new Set<string>();
  readonly #ending = new AbortController();
  readonly #signal: AbortSignal;

  /** `folder` ends with a slash. Ends with the signal, or {@link end}. */
  constructor(folder: URL, signal: AbortSignal) {
    this.#folder = folder;
    this.#signal = AbortSignal.any([signal, this.#ending.signal]);
    this.#askAll().catch(() => undefined);
  }

  take(url: string): Promise<Response> | undefined {
    this.#taken.add(url);
    const answer = this.#answers.get(url);
    this.#answers.delete(url);
    return answer;
  }

  /** Nobody takes an answer any more. */
  end(): void {
    this.#ending.abort();
  }

  async #askAll(): Promise<void> {
    const answer = await this.#ask('manifest.json', 'no-cache');
    if (answer === undefined) return;
    const { index, runtime }: FirstFiles = JSON.parse(await answer.clone().text());
    for (const path of [index, runtime?.reader])
      if (typeof path === 'string') void this.#ask(path, 'default');
  }

  /** Undefined if somebody has asked for it already. */
  #ask(path: string, cache: RequestCache): Promise<Response> | undefined {
    const url = new URL(path, this.#folder).href;
    if (this.#taken.has(url)) return undefined;
    const answer = fetch(url, { cache, signal: this.#signal });
    // Whoever takes it is told.
    answer.catch(() => undefined);
    this.#answers.set(url, answer);
    return answer;
  }
}
