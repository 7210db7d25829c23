// Loading a model: from paths and URLs, with progress and abort, and what is said of files that are wrong.
import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { serve } from '../../cli/static-server.js';
import type { LoadProgress } from '../../web/embed/file-source.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { direction, type SmallModel, smallModel } from './embedder-models.js';
import { expectCode } from './expect.js';
import { sentenceModules } from './made-up-folder.js';
import { modelFolder } from './model-folder.js';

const MODEL = 'onnx/model.onnx';

/** Makes a small model's folder, hands it to `use` and removes it. */
async function withModel<T>(model: SmallModel, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await smallModel(model);
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Embeds with a small model that is gone afterwards. */
async function embedWith(model: SmallModel, texts: string[], options: OnnxEmbedderOptions = {}) {
  return await withModel(model, async (folder) => {
    const embedder = await OnnxEmbedder.load(folder, options);
    try {
      return await embedder.embed(texts);
    } finally {
      await embedder.close();
    }
  });
}

/** The reason that loading the folder gives, without what all such messages have. */
async function reasonOfLoading(folder: string, options: OnnxEmbedderOptions = {}): Promise<string> {
  const message = await expectCode(OnnxEmbedder.load(folder, options), 'model-load');
  const start = `leann: cannot load model "${folder}": `;
  assert.ok(message.startsWith(start), message);
  return message.slice(start.length);
}

describe('a model on disk', () => {
  test('is found by path and by file URL, and progress is told', async () => {
    await withModel({}, async (folder) => {
      for (const where of [folder, pathToFileURL(folder), `${pathToFileURL(folder)}/`]) {
        const seen: LoadProgress[] = [];
        const embedder = await OnnxEmbedder.load(where, { onProgress: (progress) => seen.push(progress) });
        assert.deepEqual([embedder.dimension, embedder.dtype, embedder.device], [3, 'fp32', 'wasm']);
        assert.equal(embedder.fallbackReason, 'the package onnxruntime-node is not installed');
        const { size } = await stat(join(folder, MODEL));
        assert.deepEqual(seen.at(-1), { file: MODEL, loaded: size, total: size });
        await embedder.close();
      }
    });
  });

  test('is run by our own encoder if that alone is asked for, or refused', async () => {
    const own = await OnnxEmbedder.load(modelFolder(), { runtime: 'leann' });
    assert.deepEqual([own.runtime, own.device, own.dtype], ['leann', 'wasm', 'int8']);
    await own.close();
    await withModel({}, async (folder) => {
      assert.equal(await reasonOfLoading(folder, { runtime: 'leann' }), 'encoder.bin: not found');
    });
    const elsewhere = { runtime: 'leann', encoderPath: '/nowhere' } as const;
    assert.equal(await reasonOfLoading(modelFolder(), elsewhere), 'leann-encoder-plain.wasm: not found');
    for (const options of [
      { dtype: 'fp32' },
      { device: 'webgpu' },
      { device: 'node' },
      { modelFile: MODEL },
      { pooling: 'last' },
    ] as const) {
      const message = await expectCode(
        OnnxEmbedder.load(modelFolder(), { runtime: 'leann', ...options }),
        'invalid-argument',
      );
      const reason = 'it takes int8 on wasm, from no other file, and pools by mean or cls';
      assert.equal(message, `leann: cannot use runtime leann: ${reason}`);
    }
  });

  test('is not run by our own encoder if the folder asks for what that cannot do', async () => {
    await withModel({}, async (folder) => {
      for (const file of [
        'encoder.bin',
        'encoder-tokens.bin',
        'tokenizer.json',
        'tokenizer_config.json',
        'config.json',
      ]) {
        await copyFile(join(modelFolder(), file), join(folder, file));
      }
      await mkdir(join(folder, '1_Pooling'), { recursive: true });
      for (const [file, content] of Object.entries(sentenceModules({ pooling_mode: 'lasttoken' }))) {
        await writeFile(join(folder, file), JSON.stringify(content));
      }
      const reason = 'encoder.bin: it pools by mean or cls, and the folder asks for the last token';
      assert.equal(await reasonOfLoading(folder, { runtime: 'leann' }), reason);
    });
  });

  test('may have its int8 file under either name, which then comes first', async () => {
    for (const name of ['model_quantized', 'model_int8']) {
      await withModel({}, async (folder) => {
        await rename(join(folder, MODEL), join(folder, `onnx/${name}.onnx`));
        const embedder = await OnnxEmbedder.load(folder);
        assert.equal(embedder.dtype, 'int8');
        await embedder.close();
        assert.equal(await reasonOfLoading(folder, { dtype: 'fp32' }), `${MODEL}, model.onnx: not found`);
      });
    }
  });

  test('may be another file of the folder', async () => {
    await withModel({}, async (folder) => {
      await rename(join(folder, MODEL), join(folder, 'other_fp16.onnx'));
      const embedder = await OnnxEmbedder.load(folder, { modelFile: 'other_fp16.onnx' });
      assert.equal(embedder.dtype, 'fp16');
      await embedder.close();
    });
  });

  test('needs its files', async () => {
    assert.equal(await reasonOfLoading('/nowhere/at/all'), 'tokenizer.json: not found');
    await withModel({}, async (folder) => {
      const reason = 'onnx/model_fp16.onnx, model_fp16.onnx: not found';
      assert.equal(await reasonOfLoading(folder, { dtype: 'fp16' }), reason);
      await rm(join(folder, MODEL));
      const formats = ['quantized', 'int8', '', 'uint8', 'q4', 'fp16', 'q4f16'];
      const names = formats.map((format) => (format === '' ? 'model.onnx' : `model_${format}.onnx`));
      const [likely, others] = [names.slice(0, 3), names.slice(3)];
      const files = [likely, others].flatMap((each) => [...each.map((name) => `onnx/${name}`), ...each]);
      assert.equal(await reasonOfLoading(folder), `${files.join(', ')}: not found`);
      await mkdir(join(folder, MODEL));
      assert.match(await reasonOfLoading(folder), /^onnx\/model\.onnx: .*EISDIR/);
    });
  });

  test('needs sound files', async () => {
    const whole = await withModel({}, (folder) => readFile(join(folder, MODEL)));
    const wrong: [file: string, content: string | Uint8Array, reason: RegExp][] = [
      ['tokenizer.json', '{ "version": "1.0", ', /^tokenizer\.json: .*JSON/],
      ['tokenizer.json', '<!doctype html><title>Home</title>', /^tokenizer\.json: .*JSON/],
      ['tokenizer.json', '{ "name": "package" }', /^cannot read tokenizer: ./],
      ['config.json', 'none', /^config\.json: .*JSON/],
      [MODEL, '', /^onnx\/model\.onnx: the file is empty/],
      [MODEL, 'version https://git-lfs.github.com/spec/v1\n', /Git LFS pointer/],
      [MODEL, '<!doctype html><title>Home</title>', /^onnx\/model\.onnx: ./],
      [MODEL, whole.subarray(0, whole.length / 2), /^onnx\/model\.onnx: it is no ONNX model, or cut off$/],
      [MODEL, new Uint8Array(1000).fill(7), /^onnx\/model\.onnx: it is no ONNX model/],
    ];
    for (const [file, content, reason] of wrong) {
      await withModel({}, async (folder) => {
        await writeFile(join(folder, file), content);
        assert.match(await reasonOfLoading(folder), reason);
      });
    }
  });

  test('that is the real one must be whole', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'leann-model-'));
    const whole = await readFile(join(modelFolder(), 'onnx/model_quantized.onnx'));
    await mkdir(join(folder, 'onnx'));
    await writeFile(join(folder, 'tokenizer.json'), await readFile(join(modelFolder(), 'tokenizer.json')));
    for (const share of [0.1, 0.5, 0.999]) {
      await writeFile(join(folder, 'onnx/model_quantized.onnx'), whole.subarray(0, whole.length * share));
      assert.match(await reasonOfLoading(folder), /./);
    }
    await rm(folder, { recursive: true });
  });
});

describe('a model', () => {
  test('may pool by itself', async () => {
    const [pooled, first] = [
      await embedWith({ pooled: true }, ['red', 'green blue']),
      await embedWith({}, ['red', 'green blue'], { pooling: 'cls' }),
    ];
    assert.deepEqual(pooled, first);
  });

  test('whose vectors depend on the rest of a batch gets one text at a time', async () => {
    const dynamic: SmallModel = {
      vectors: (graph, column) => {
        const names = ['bytes', 'scale', 'zero'];
        graph.addNamed('DynamicQuantizeLinear', [direction(graph, column)], names);
        return graph.add('DequantizeLinear', names);
      },
    };
    await withModel(dynamic, async (folder) => {
      const embedder = await OnnxEmbedder.load(folder, { batchSize: 4 });
      assert.equal(embedder.batchSize, 1);
      const texts = ['red', 'house', 'the', 'of blue'];
      const together = await embedder.embed(texts);
      for (const [i, text] of texts.entries()) assert.deepEqual([together[i]], await embedder.embed([text]));
      await embedder.close();
    });
  });

  test('must take tokens and give floats', async () => {
    await withModel({ input: 'pixel_values' }, async (folder) => {
      assert.equal(await reasonOfLoading(folder), `${MODEL}: its input "pixel_values" is not known`);
    });
    await withModel({ output: 'int64' }, async (folder) => {
      assert.match(
        await reasonOfLoading(folder),
        /^onnx\/model\.onnx: .*its output is of type int64, not float32 or float16$/,
      );
    });
  });

  test('that computes nonsense is refused, at once or when it does', async () => {
    const nonsense: SmallModel = {
      vectors: (graph, column) => {
        const nothing = graph.add('Sub', [column, column]);
        return direction(graph, graph.add('Div', [nothing, nothing]));
      },
    };
    await withModel(nonsense, async (folder) => {
      assert.match(await reasonOfLoading(folder), /^onnx\/model\.onnx: .*the vector is not finite$/);
    });
    // Not a number for [UNK], whose id is below those of all else that can be in a text.
    const sometimes: SmallModel = {
      vectors: (graph, column) => {
        return direction(graph, graph.add('Sqrt', [graph.add('Sub', [column, graph.scalar(100.5)])]));
      },
    };
    assert.equal((await embedWith(sometimes, ['red', 'green blue'])).length, 2);
    await expectCode(embedWith(sometimes, ['red', '\u{13000}']), 'embedding-failed');
  });
});

test('options that make no sense are refused', async () => {
  const wrong: object[] = [
    { maxTokens: 0 },
    { maxTokens: 2 },
    { maxTokens: 600 },
    { maxTokens: 6, queryPrefix: 'a b c d' },
    { batchSize: 1.5 },
    { numThreads: -1 },
    { device: 'gpu' },
    { dtype: 'q9' },
    { pooling: 'max' },
    { dimensions: 0 },
    { dimensions: 4 },
  ];
  await withModel({}, async (folder) => {
    for (const options of wrong) {
      const message = await expectCode(OnnxEmbedder.load(folder, options), 'invalid-argument');
      assert.match(message, /^leann: cannot use \w+ .+: ./);
    }
    assert.match(await reasonOfLoading(folder, { device: 'webgpu' }), /WebGPU is not available here/);
    assert.match(await reasonOfLoading(folder, { device: 'node' }), /onnxruntime-node is not installed/);
  });
});

describe('a model on a server', () => {
  let folder: string;
  before(async () => {
    folder = await smallModel();
  });
  after(() => rm(folder, { recursive: true }));

  /** A server that answers for one file as `fault` does, and for others with what they hold. */
  async function faulty(file: string, fault: (response: ServerResponse) => void) {
    const server = createServer((request, response) => {
      if (request.url === `/${file}`) fault(response);
      else {
        const stream = createReadStream(join(folder, request.url ?? ''));
        stream.on('error', () => response.writeHead(404).end()).pipe(response);
      }
    });
    await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
  }

  test('is loaded, with or without a slash at the end of its URL', async () => {
    const { url, close } = await serve({ roots: { '/models/small': folder } });
    for (const where of [`${url}/models/small`, new URL(`${url}/models/small/`)]) {
      const seen: LoadProgress[] = [];
      const embedder = await OnnxEmbedder.load(where, { onProgress: (progress) => seen.push(progress) });
      const { size } = await stat(join(folder, MODEL));
      assert.deepEqual(seen.at(-1), { file: MODEL, loaded: size, total: size });
      await embedder.close();
    }
    assert.equal(await reasonOfLoading(`${url}/other`), 'tokenizer.json: not found (HTTP 404)');
    await close();
  });

  test('may be served wrong', async () => {
    const page = (response: ServerResponse) => response.end('\n<!doctype html><title>Home</title>');
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': 1000 }).write('half');
      setTimeout(() => response.destroy(), 20);
    };
    const cases: [file: string, fault: (response: ServerResponse) => void, reason: RegExp][] = [
      ['tokenizer.json', page, /^tokenizer\.json: not found \(a web page is served in its place\)$/],
      [MODEL, page, /onnx\/model\.onnx: not found \(a web page/],
      [
        MODEL,
        (response) => response.writeHead(500).end(),
        /^onnx\/model\.onnx: the server answered HTTP 500$/,
      ],
      [MODEL, (response) => response.destroy(), /^onnx\/model\.onnx: ./],
      [MODEL, cut, /^onnx\/model\.onnx: ./],
      ['config.json', (response) => response.writeHead(503).end(), /^config\.json: .*503/],
    ];
    for (const [file, fault, reason] of cases) {
      const { url, close } = await faulty(file, fault);
      try {
        assert.match(await reasonOfLoading(url), reason);
      } finally {
        close();
      }
    }
  });

  test('does without the files that need not be there', async () => {
    for (const file of ['config.json', 'tokenizer_config.json']) {
      const { url, close } = await faulty(file, (response) => response.writeHead(404).end());
      try {
        await (await OnnxEmbedder.load(url)).close();
      } finally {
        close();
      }
    }
  });

  test('is not waited for after an abort', { timeout: 10_000 }, async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { url, close } = await faulty(MODEL, (response) => {
      response.write('some of it');
      setTimeout(() => controller.abort(reason), 50);
    });
    const early = OnnxEmbedder.load(folder, { signal: AbortSignal.abort(reason) });
    await assert.rejects(early, reason);
    await assert.rejects(OnnxEmbedder.load(url, { signal: controller.signal }), reason).finally(close);
  });
});
