// An index of made-up vectors, the same bytes wherever it is built; golden.test.ts holds them against a file.

import type { Core } from '../../web/core/core.js';

export const DIMENSION = 32;
const PASSAGES = 1500;
const CLUSTERS = 30;

/** Xorshift32: integers only, so that every platform draws the same. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32 - 0.5;
  }
}

function vectors(seed: number, count: number): Float32Array[] {
  const draw = numbers(seed);
  const row = () => Float32Array.from({ length: DIMENSION }, () => draw.next().value);
  const centres = Array.from({ length: CLUSTERS }, row);
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % CLUSTERS] ?? row();
    return row().map((value, j) => Math.fround(value / 2 + (centre[j] ?? 0)));
  });
}

export const QUERIES = vectors(77, 8);

/** Documents of three passages each, numbered by locality; some nodes removed, a note attached. */
export function goldenBytes(core: Core): Uint8Array {
  const builder = core.builder(DIMENSION, { numbering: 'local', rotation: 'learned', seed: 9 });
  builder.add(vectors(5, PASSAGES));
  builder.group(new Uint32Array(PASSAGES / 3).fill(3));
  while (!builder.step().finished);
  const index = builder.finish();
  try {
    index.remove(Uint32Array.of(2, 3, 500));
    return index.encode({
      origin: {
        generation: 3,
        commit: '00112233445566778899aabbccddeeff',
        fingerprint: 'xorshift',
        dtype: 'fp32',
        device: 'none',
        corpus: 'ab'.repeat(32),
      },
      attachments: new Map([['NOTE', Uint8Array.of(1, 2, 3)]]),
    });
  } finally {
    index.free();
  }
}

/** What the codes alone say: nodes and scores. */
export function search(core: Core, bytes: Uint8Array, query: Float32Array): [number, number][] {
  const index = core.open(bytes);
  const found = index.search(query, { k: 5, maxRecomputes: 0 });
  const { ids, scores } = found.hits();
  found.free();
  index.free();
  return Array.from(ids, (id, row): [number, number] => [id, scores[row] ?? 0]);
}
