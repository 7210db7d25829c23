// An exported file with its documents in another order.

import { ownedPassages } from '../content/owned-passage.js';
import { wordsOfTexts } from '../content/words-of-texts.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { Embedder } from '../embed/embedder.js';
import { checkOf } from '../text/passage-check.js';
import { decodeExported, encodeExported } from './exported-index.js';

/**
 * `exported` with the documents of these numbers, each of them once; the very same if that is the order that it has. Words are
 * found again. Errors: those of {@link decodeExported} and of the core.
 */
export async function reorderedExport(
  core: Core,
  exported: Uint8Array,
  order: readonly number[],
  embedder: Embedder,
): Promise<Uint8Array> {
  if (order.every((number, place) => number === place)) return exported;
  const { documents, passages, settings, trainedPassages } = await decodeExported(core, exported);
  const firsts: number[] = [];
  let first = 0;
  for (const document of documents) {
    firsts.push(first);
    first += document.passages;
  }
  const nodes = order.flatMap((number) =>
    Array.from({ length: documents[number]?.passages ?? 0 }, (_, part) => (firsts[number] ?? 0) + part),
  );
  const placed = order.flatMap((number) => documents[number] ?? []);
  const texts = nodes.flatMap((node) => passages[node] ?? []);
  const index = core.open(exported);
  try {
    index.reorder(Uint32Array.from(nodes));
    setWords(core, index, { documents: placed, passages: texts });
    const owned = ownedPassages(placed, texts, settings.split.context);
    const checks = Uint16Array.from(owned, ({ embedded }) => checkOf(embedded));
    return await encodeExported({
      core: index,
      corpus: { documents: placed, passages: texts, checks },
      trainedPassages,
      settings,
      embedder,
      state: { generation: 0, commit: '' },
    });
  } finally {
    index.free();
  }
}

function setWords(core: Core, index: CoreIndex, texts: Parameters<typeof wordsOfTexts>[1]): void {
  const words = wordsOfTexts(core, texts);
  try {
    index.setWords(words);
  } finally {
    words.free();
  }
}
