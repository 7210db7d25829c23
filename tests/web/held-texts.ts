// Holds an embedder when it comes to certain texts, so that a test can look at what is there meanwhile.

import type { Document } from '../../web/interface/document.js';
import type { WordEmbedder } from './word-embedder.js';

export interface Held {
  /** Resolves when the embedder has come to one of the texts. */
  reached: Promise<void>;
  letGo: () => void;
  fail: (error: Error) => void;
}

/** Holds batches with a text of these documents, or all batches until it is let go. */
export function heldTexts(embedder: WordEmbedder, documents?: readonly Document[]): Held {
  let reach = () => {};
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  let letGo = () => {};
  let fail: Held['fail'] = () => {};
  const open = new Promise<void>((resolve, reject) => {
    letGo = resolve;
    fail = reject;
  });
  open.catch(() => undefined);
  const texts = documents?.map(({ text = '' }) => text);
  const before = embedder.before;
  let isOver = false;
  embedder.before = async (batch) => {
    await before(batch);
    const isHeld =
      texts === undefined ? batch.length > 1 : batch.some((one) => texts.some((text) => one.endsWith(text)));
    if (isOver || !isHeld) return;
    reach();
    await open.finally(() => {
      isOver = true;
    });
  };
  return { reached, letGo, fail };
}
