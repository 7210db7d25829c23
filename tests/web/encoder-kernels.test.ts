// The modules of our own encoder: the same bits from each, only instructions that every processor agrees on, and small.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { EncoderModule } from '../../web/encoder/encoder-module.js';
import { chooseKernel, fetchKernels, hasRelaxedSimd } from '../../web/encoder/kernels.js';
import { KnownAnswer } from '../../web/encoder/known-answer.js';
import { fetchEncoder } from '../../web/encoder/own-encoder.js';
import { ENCODER_FOLDER, encoderBytes, encoderModule, type ModuleName } from './encoder-modules.js';
import { loadMadeUp, madeUpBert, madeUpFiles, madeUpText } from './made-up-bert.js';

const SHIPPED: ModuleName[] = ['plain', 'relaxed-sum', 'relaxed-pairs'];
/** Bytes of a module, compressed. */
const MOST_BYTES = 15_000;

/** The instructions of relaxed SIMD in a module: all are numbered from 0x100 on, which takes three bytes. */
function relaxedInstructions(wasm: Uint8Array): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at + 2 < wasm.length; at++) {
    const [prefix, low = 0, high = 0] = wasm.subarray(at, at + 3);
    if (prefix === 0xfd && low >= 0x80 && high === 0x02) found.add(0x100 + (low & 0x7f));
  }
  return found;
}

describe('the modules of the encoder', () => {
  it('use of relaxed SIMD only the products whose operands are kept within 7 bits', async () => {
    const found = async (name: ModuleName) => [...relaxedInstructions(await encoderBytes(name))];
    assert.deepEqual(await found('plain'), []);
    assert.deepEqual(await found('relaxed-sum'), [0x113]);
    assert.deepEqual(await found('relaxed-pairs'), [0x112]);
    assert.deepEqual(await found('scalar'), []);
  });

  it('are small, and need nothing from outside', async () => {
    for (const name of SHIPPED) {
      const bytes = await encoderBytes(name);
      const { length } = gzipSync(bytes, { level: 9 });
      assert.ok(length <= MOST_BYTES, `${name}: ${length} bytes`);
      assert.ok(!Buffer.from(bytes).includes(process.cwd()), 'no path of the machine that built it');
    }
    assert.deepEqual(WebAssembly.Module.imports(await encoderModule('plain')), []);
  });

  it('give the vectors that the core computes natively', async () => {
    for (const name of ['plain', 'scalar'] as const) {
      const answer = await KnownAnswer.prepare(await encoderModule(name));
      // Many times, so that the engine optimises them meanwhile.
      for (let run = 0; run < 200; run++) assert.ok(answer.isRight(), `${name}, run ${run}`);
    }
  });

  it('give the same bits in every shape, alone and in a batch', async () => {
    for (const sizes of [
      { hidden: 128, heads: 4, inner: 256, layers: 2 },
      { hidden: 192, heads: 3, inner: 448, layers: 2 },
      { hidden: 384, heads: 12, inner: 1536, layers: 1 },
      { hidden: 256, heads: 4, inner: 4096, layers: 1 },
      { hidden: 1024, heads: 16, inner: 512, layers: 1 },
    ]) {
      const files = madeUpFiles(madeUpBert(sizes));
      const scalar = await loadMadeUp(files, await encoderModule('scalar'));
      const plain = await loadMadeUp(files, await encoderModule('plain'));
      for (const pooling of ['mean', 'cls'] as const) checkAgree(scalar, plain, pooling);
    }
  });
});

function checkAgree(scalar: EncoderModule, plain: EncoderModule, pooling: 'mean' | 'cls'): void {
  const texts = [1, 7, 80, 13, 6, 12, 2, 33, 5].map((length) => madeUpText(length, length));
  const together = plain.embed(texts, pooling);
  const { hidden } = plain.shape;
  for (const [i, text] of texts.entries()) {
    const vector = together.slice(i * hidden, (i + 1) * hidden);
    assert.deepEqual(plain.embed([text], pooling), vector, `alone, ${text.length} tokens`);
    assert.deepEqual(scalar.embed([text], pooling), vector, `scalar, ${text.length} tokens`);
  }
}

describe('the choice of a kernel', () => {
  it('is plain in Node, which computes relaxed SIMD wrongly', async () => {
    assert.equal(hasRelaxedSimd(), false);
    const kernels = await fetchKernels(ENCODER_FOLDER);
    assert.deepEqual([...kernels.keys()], ['plain']);
    assert.equal((await chooseKernel(kernels)).kernel, 'plain');
    assert.deepEqual([...(await fetchKernels()).keys()], ['plain'], 'beside the script');
  });

  it('takes no module whose vectors are wrong', async () => {
    const bytes = await encoderBytes('plain');
    // Another rounding of the activations: 127.0 as a float, wherever it stands.
    const peak = Buffer.from(Float32Array.of(127).buffer);
    const broken = Buffer.from(bytes);
    for (let at = broken.indexOf(peak); at >= 0; at = broken.indexOf(peak, at + 4)) broken[at + 2] = 0xfc;
    const wrong = await WebAssembly.compile(broken);
    assert.equal(await KnownAnswer.prepare(wrong).then((answer) => answer.isRight()), false);
    const kernels = new Map([
      ['relaxed-sum', wrong],
      ['plain', await encoderModule('plain')],
    ] as const);
    assert.equal((await chooseKernel(kernels)).kernel, 'plain');
    await assert.rejects(
      chooseKernel(new Map([['plain', wrong]])),
      /no module of the encoder computes rightly/,
    );
  });

  it('is made once for all models of a thread, and again after it failed', async () => {
    const bytes = await encoderBytes('plain');
    const answers = [undefined, bytes, bytes];
    const server = createServer((_, response) => {
      const answer = answers.shift();
      response.writeHead(answer === undefined ? 404 : 200).end(answer);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const folder = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      await assert.rejects(fetchEncoder(folder), /leann-encoder-plain\.wasm: not found/);
      await Promise.all([fetchEncoder(folder), fetchEncoder(new URL(folder))]);
      await fetchEncoder(folder);
      assert.equal(answers.length, 1, 'the module was fetched once');
    } finally {
      server.close();
    }
  });

  it('says that a module is not there', async () => {
    await assert.rejects(fetchKernels('/nowhere'), /leann-encoder-plain\.wasm: not found/);
  });
});
