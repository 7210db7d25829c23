// An index that one number format and runtime has built is searched with others: with the recall that was promised.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { FORMATS_FILE } from '../../web/embed/formats.js';
import type { Embedder } from '../../web/index.js';
import { LeannIndex } from '../../web/leann-index.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { dot } from './dot.js';
import { addAll, hitsOf } from './drive.js';
import { expectCode } from './expect.js';
import { modelFolder } from './model-folder.js';
import { remembering } from './remembering-embedder.js';

const PASSAGES = 400;
const QUERIES = 50;
const K = 10;
const CONFIDENCE = 0.95;

const EMBEDDERS = {
  'ONNX Runtime in floats': { dtype: 'fp32', device: 'wasm' },
  'ONNX Runtime in 8 bits': { dtype: 'int8', device: 'wasm', runtime: 'onnxruntime' },
  'our own encoder': { runtime: 'leann' },
} as const satisfies Record<string, OnnxEmbedderOptions>;

type Name = keyof typeof EMBEDDERS;

/** Passages and queries, which are glosses of other synsets. */
function textsOf(): { documents: { id: string; text: string }[]; queries: string[] } {
  const all = readGlosses();
  const step = Math.floor(all.length / (PASSAGES + QUERIES));
  const some = all.filter((_, row) => row % step === 0).slice(0, PASSAGES + QUERIES);
  const isQuery = (row: number) => row % 8 === 7 && row < 8 * QUERIES;
  return {
    documents: some.filter((_, row) => !isQuery(row)).map(({ id, text }) => ({ id, text })),
    queries: some.filter((_, row) => isQuery(row)).map(({ text }) => text),
  };
}

describe('an index of one number format', { timeout: 900_000 }, () => {
  const embedders = new Map<Name, Embedder>();
  const files = new Map<Name, Blob>();
  const { documents, queries } = textsOf();

  before(async () => {
    for (const [name, options] of Object.entries(EMBEDDERS)) {
      embedders.set(name as Name, remembering(await OnnxEmbedder.load(modelFolder(), options)));
    }
  });
  after(async () => {
    for (const embedder of embedders.values()) await embedder.close();
  });

  async function builtWith(name: Name): Promise<Blob> {
    const known = files.get(name);
    if (known !== undefined) return known;
    const embedder = embedders.get(name) ?? assert.fail();
    const index = await LeannIndex.open('formats', { embedder, store: 'memory' });
    await addAll(index, documents);
    const file = await index.export();
    await index.close();
    files.set(name, file);
    return file;
  }

  /** Of each query: the share of the ten passages nearest to it, by the vectors of the one who searches, that it finds. */
  async function recalls(builder: Name, searcher: Name): Promise<number[]> {
    const embedder = embedders.get(searcher) ?? assert.fail();
    const passages = await embedder.embed(documents.map(({ text }) => text));
    const index = await LeannIndex.import('searched', await builtWith(builder), {
      embedder,
      store: 'memory',
    });
    const found: number[] = [];
    for (const query of queries) {
      const [vector = new Float32Array(0)] = await embedder.embed([query], { kind: 'query' });
      const scores = new Map(documents.map(({ id }, row) => [id, dot(vector, passages[row] ?? [])]));
      const last = [...scores.values()].sort((left, right) => right - left)[K - 1] ?? 0;
      const hits = await hitsOf(index, query, { mode: 'meaning', k: K, confidence: CONFIDENCE });
      found.push(hits.filter(({ id }) => (scores.get(id) ?? -1) >= last - 1e-6).length / K);
    }
    await index.close();
    return found;
  }

  for (const [builder, searcher] of [
    ['ONNX Runtime in floats', 'our own encoder'],
    ['ONNX Runtime in floats', 'ONNX Runtime in 8 bits'],
    ['our own encoder', 'ONNX Runtime in floats'],
  ] as const) {
    test(`built with ${builder}, and searched with ${searcher}`, async () => {
      const found = await recalls(builder, searcher);
      const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
      const variance = found.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (found.length - 1);
      const error = Math.sqrt(variance / found.length);
      console.log(`# recall@${K} ${mean.toFixed(3)}, standard error ${error.toFixed(3)}`);
      assert.ok(mean >= CONFIDENCE - 2 * error, `recall ${mean}, standard error ${error}`);
    });
  }

  test('keeps its fingerprint, whatever it is searched with', () => {
    const fingerprints = new Set([...embedders.values()].map(({ fingerprint }) => fingerprint));
    assert.equal(fingerprints.size, 1);
  });
});

describe('a folder whose formats.json', { timeout: 300_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leann-formats-'));
    const files = [
      'tokenizer.json',
      'tokenizer_config.json',
      'config.json',
      'encoder.bin',
      'encoder-tokens.bin',
    ];
    for (const name of ['onnx', ...files]) {
      await symlink(join(modelFolder(), name), join(folder, name));
    }
  });
  after(() => rm(folder, { recursive: true }));

  const FLOATS = { dtype: 'fp32', device: 'wasm' } as const;

  async function fingerprints(formats: object | undefined): Promise<[floats: string, own: string]> {
    await rm(join(folder, FORMATS_FILE), { force: true });
    if (formats !== undefined) await writeFile(join(folder, FORMATS_FILE), JSON.stringify(formats));
    const floats = await OnnxEmbedder.load(folder, FLOATS);
    const own = await OnnxEmbedder.load(folder, { runtime: 'leann' });
    await Promise.all([floats.close(), own.close()]);
    return [floats.fingerprint, own.fingerprint];
  }

  test('does not name a file, or is not there: its index is refused, and what is needed is said', async () => {
    const formats = JSON.parse(await readFile(join(modelFolder(), FORMATS_FILE), 'utf8'));
    const [same, own] = await fingerprints(formats);
    assert.equal(same, own);
    const other = { ...formats, files: { ...formats.files, 'onnx/model.onnx': '0'.repeat(64) } };
    for (const without of [other, undefined]) {
      const [alone, standing] = await fingerprints(without);
      assert.notEqual(alone, own);
      assert.equal(standing, own);
    }
    const [floats, encoder] = await Promise.all([
      OnnxEmbedder.load(folder, FLOATS),
      OnnxEmbedder.load(folder, { runtime: 'leann' }),
    ]);
    const index = await LeannIndex.open('own', { embedder: encoder, store: 'memory' });
    await addAll(index, [{ id: 'rain', text: 'It rains.' }]);
    const file = await index.export();
    const message = await expectCode(
      LeannIndex.import('other', file, { embedder: floats, store: 'memory' }),
      'embedder-mismatch',
    );
    assert.ok(
      message.endsWith(
        `it was built with the embedder "${encoder.fingerprint}", this one is "${floats.fingerprint}", ` +
          'another model, or a number format that formats.json does not name',
      ),
      message,
    );
    const first = await OnnxEmbedder.load(folder, { runtime: 'leann', pooling: 'cls' });
    assert.match(
      await expectCode(
        LeannIndex.import('other', file, { embedder: first, store: 'memory' }),
        'embedder-mismatch',
      ),
      /", the same model with other settings$/,
    );
    await index.close();
    for (const embedder of [floats, encoder, first]) await embedder.close();
  });

  test('is nonsense is refused', async () => {
    for (const [content, reason] of [
      ['{', /formats\.json: .*JSON/],
      ['[1]', /formats\.json: it does not name files by their SHA-256$/],
      ['{"model":"a","files":{"onnx/model.onnx":"b"}}', /formats\.json: it does not name files/],
    ] as const) {
      await writeFile(join(folder, FORMATS_FILE), content);
      assert.match(await expectCode(OnnxEmbedder.load(folder, FLOATS), 'model-load'), reason);
    }
  });
});
