// Rows of tokens in files of their own: read as written, fetched when they are missing, refused if anything is wrong with them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { readTokenTable, tokensFile } from '../../cli/model/tokens-file.js';
import { LeannError } from '../../web/base/error.js';
import type { StartCopy } from '../../web/embed/encoder-copy.js';
import { loadEncoder, readHeader } from '../../web/encoder/encoder-file.js';
import { EncoderModule } from '../../web/encoder/encoder-module.js';
import { EncoderPool } from '../../web/encoder/encoder-pool.js';
import { EncoderSession } from '../../web/encoder/encoder-session.js';
import { TokenShards } from '../../web/encoder/token-shards.js';
import { readTokens } from '../../web/encoder/tokens-file.js';
import { loadWhole } from '../../web/encoder/whole-encoder.js';
import { encoderModule } from './encoder-modules.js';
import { expectCode } from './expect.js';
import { loadMadeUp, madeUpBert, madeUpFiles, madeUpText, VOCABULARY } from './made-up-bert.js';
import { randomFrom } from './random.js';

const START = 12;
const ROWS = 16;
const UNUSED = new Set([5, 6, 198, 199]);
const files = madeUpFiles(madeUpBert({ hidden: 128, heads: 2, inner: 256, layers: 1 }), UNUSED);
const header = await readHeader(files.encoder);
const wasm = await encoderModule('plain');
const table = readTokenTable(files.tokens);
const shards = Array.from({ length: Math.ceil(VOCABULARY / ROWS) }, (_, n) =>
  part((id) => id >= n * ROWS && id < (n + 1) * ROWS),
);
const names = shards.map((bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 32));

function part(accepts: (id: number) => boolean): Uint8Array<ArrayBuffer> {
  return new Uint8Array(tokensFile(table, accepts));
}

async function reasonOf(file: Uint8Array<ArrayBuffer>): Promise<string> {
  try {
    await readTokens(file, header);
  } catch (error) {
    assert.ok(error instanceof LeannError && error.code === 'model-load', String(error));
    const [, reason] = /^leann: cannot load encoder: (.*)$/.exec(error.message) ?? [];
    assert.ok(reason !== undefined, error.message);
    return reason;
  }
  return 'none';
}

function repacked(change: (content: Buffer) => Uint8Array | undefined): Uint8Array<ArrayBuffer> {
  const content = gunzipSync(files.tokens.subarray(START));
  return new Uint8Array(
    Buffer.concat([files.tokens.subarray(0, START), gzipSync(change(content) ?? content)]),
  );
}

describe('a file of rows of tokens', () => {
  it('has the rows of all tokens but those that no text has', async () => {
    const { ids, scales, rows } = await readTokens(files.tokens, header);
    const expected = [...Array(VOCABULARY).keys()].filter((id) => !UNUSED.has(id));
    assert.deepEqual([...ids], expected);
    assert.deepEqual([scales, rows], [table.scales, table.rows]);
    assert.deepEqual(
      part(() => true),
      files.tokens,
    );
  });

  it('has any others, or none', async () => {
    for (const wanted of [[], [0], [197], [3, 4, 7, 90]]) {
      const { ids, scales, rows } = await readTokens(
        part((id) => wanted.includes(id)),
        header,
      );
      assert.deepEqual([...ids], wanted);
      for (const [row, id] of wanted.entries()) {
        const place = table.ids.indexOf(id);
        assert.equal(scales[row], table.scales[place]);
        assert.deepEqual(
          rows.subarray(row * 128, (row + 1) * 128),
          table.rows.subarray(place * 128, (place + 1) * 128),
        );
      }
    }
  });

  it('is refused if it is not whole, or any byte of it is damaged', async () => {
    for (const length of [0, 11, 12, 40, files.tokens.length >> 1, files.tokens.length - 1]) {
      assert.match(
        await reasonOf(files.tokens.slice(0, length)),
        /^it is (damaged|cut short)$/,
        `${length} bytes`,
      );
    }
    const random = randomFrom(3);
    for (let i = 0; i < 60; i++) {
      const damaged = files.tokens.slice();
      const at = i < 24 ? i : Math.floor(random() * damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      // Of the ten bytes that begin a gzip stream, some say only when and on what system it was made.
      if (at >= START + 4 && at < START + 10) continue;
      assert.notEqual(await reasonOf(damaged), 'none', `byte ${at}`);
    }
  });

  it('is refused if it is another file, of another version, or of another model', async () => {
    const html = new TextEncoder().encode('<!doctype html><title>Not found</title>');
    assert.equal(await reasonOf(html), "it is no file of an encoder's tokens");
    const newer = files.tokens.slice();
    newer[8] = 2;
    assert.equal(await reasonOf(newer), 'it is of version 2, not 1');
    assert.equal(
      await reasonOf(repacked((content) => void content.writeUInt8(7, 3))),
      'it is of another model',
    );
  });

  it('is refused if its shape is not that of the encoder, or of its rows', async () => {
    const changed = (place: number, value: number) =>
      reasonOf(repacked((content) => void content.writeUInt32LE(value, place)));
    const other = 'it is of an encoder of another shape';
    for (const hidden of [0, 64, 2 ** 31]) assert.equal(await changed(32, hidden), other);
    for (const first of [VOCABULARY, 2 ** 32 - 1]) assert.equal(await changed(36, first), other);
    for (const span of [VOCABULARY + 1, 2 ** 32 - 1]) assert.equal(await changed(40, span), other);
    assert.match(await changed(40, 100), /there is more of it|not finite/);
    const wrong = repacked((content) => void content.writeFloatLE(Number.NaN, 48 + 25));
    assert.equal(await reasonOf(wrong), 'a scale is not finite');
    const more = repacked((content) => Buffer.concat([content, Buffer.alloc(1)]));
    assert.equal(await reasonOf(more), 'there is more of it than it says');
  });
});

describe('missing rows', () => {
  const known = (id: number) => id < 64 && !UNUSED.has(id);
  const text = (...ids: number[]) => [[1, ...ids, 2]];
  let server: Server;
  let asked: string[] = [];
  let answer: (name: string) => Uint8Array | number | undefined;
  let full: (texts: number[][]) => Float32Array;

  before(async () => {
    server = createServer((request, response) => {
      const name = /^\/model\/tokens\/(.*)\.bin$/.exec(request.url ?? '')?.[1] ?? '';
      asked.push(name);
      const content = answer(name);
      if (content === undefined) return;
      response.statusCode = typeof content === 'number' ? content : 200;
      response.end(typeof content === 'number' ? '' : content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const module = await loadMadeUp(files, wasm);
    full = (texts) => module.embed(texts, 'mean');
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    asked = [];
    answer = (name) => shards[names.indexOf(name)] ?? 404;
  });

  function where(): TokenShards {
    const folder = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model`;
    return new TokenShards(folder, { folder: 'tokens/', rowsPerShard: ROWS, shards: names });
  }

  async function session(): Promise<EncoderSession> {
    const create = EncoderSession.creator(Promise.resolve({ kernel: 'plain', wasm }), 'mean', where());
    const external = [{ path: 'tokens', bytes: part(known) }];
    return (await create(files.encoder, 'wasm', 0, { external })) as EncoderSession;
  }

  it('are not fetched if there are none', async () => {
    const { data } = await (await session()).run(text(20, 63, 40));
    assert.deepEqual(data, full(text(20, 63, 40)));
    assert.deepEqual(asked, []);
  });

  it('are fetched once, a shard for some of them, and the bits are those of the whole table', async () => {
    const own = await session();
    for (const texts of [text(64, 65, 79), text(64, 150, 30, 190), [madeUpText(9, 1), madeUpText(30, 2)]]) {
      const usual = texts.map((ids) => ids.filter((id) => !UNUSED.has(id)));
      assert.deepEqual((await own.run(usual)).data, full(usual));
    }
    assert.deepEqual(asked.slice(0, 3).sort(), [names[4], names[9], names[11]].sort());
    assert.equal(new Set(asked).size, asked.length, 'each shard once');
  });

  it('that came after a copy was made are embedded here: the bits stay the same', async () => {
    const given: number[] = [];
    const startCopy: StartCopy = async (state) => {
      const copy = await EncoderModule.copyOf(state());
      return {
        embed: async (batch, pooling) => {
          given.push(batch.length);
          return copy.embed(batch, pooling);
        },
      };
    };
    const tokens = [{ path: 'tokens', bytes: part(known) }];
    const { module, rows } = await loadWhole(wasm, files.encoder, tokens, where());
    const pool = new EncoderPool(module, { wasm, rows, threads: 2, start: startCopy });
    const embed = async (texts: number[][]) => {
      await rows.bring(texts);
      return pool.embed(texts, 'mean');
    };
    const usual = (first: number, seed: number) =>
      Array.from({ length: 4 }, (_, row) =>
        madeUpText(40, seed + row)
          .map((id) => first + (id % 44))
          .filter((id) => !UNUSED.has(id)),
      );
    for (let run = 0; run < 3 || given.length === 0; run++) {
      assert.ok(run < 500, 'nothing is shared');
      const texts = usual(20, run);
      assert.deepEqual(await embed(texts), full(texts));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const shared = given.length;
    for (const first of [64, 110]) {
      const texts = [...usual(20, 9), ...usual(first, 5)];
      assert.deepEqual(await embed(texts), full(texts));
    }
    assert.equal(given.length, shared);
  });

  it('that cannot be had are an error, and are asked for again the next time', async () => {
    const own = await session();
    answer = () => 503;
    await expectCode(own.run(text(100)), 'network-failed');
    answer = () => 404;
    await expectCode(own.run(text(100)), 'network-failed');
    answer = () => new TextEncoder().encode('<!doctype html><title>Log in</title>');
    await expectCode(own.run(text(100)), 'network-failed');
    assert.deepEqual((await own.run(text(20))).data, full(text(20)), 'other texts are embedded');
    answer = () => shards[6];
    assert.deepEqual((await own.run(text(100))).data, full(text(100)));
    assert.equal(asked.length, 4);
  });

  it('are refused if the shard is not the one that was published', async () => {
    const own = await session();
    for (const bytes of [shards[7], Uint8Array.of(1, 2, 3), shards[6]?.subarray(0, 90)]) {
      answer = () => bytes;
      const message = await expectCode(own.run(text(100)), 'model-load');
      const reason = 'it is not what was published (its SHA-256 differs)';
      assert.equal(message, `leann: cannot load encoder: tokens/${names[6]}.bin: ${reason}`);
    }
  });

  it('are not waited for once the caller gives up', async () => {
    const own = await session();
    answer = () => undefined;
    const reason = new Error('no longer');
    const ending = new AbortController();
    const running = own.run(text(100), ending.signal);
    setTimeout(() => ending.abort(reason), 50);
    await assert.rejects(running, reason);
    answer = () => shards[6];
    assert.deepEqual((await own.run(text(100))).data, full(text(100)));
  });

  it('are not waited for once the session is closed', async () => {
    const own = await session();
    answer = () => undefined;
    const running = own.run(text(100));
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await own.close();
    await expectCode(running, 'closed');
  });

  it('of tokens that have none anywhere are an error', async () => {
    const message = await expectCode((await session()).run(text(5)), 'embedding-failed');
    assert.equal(message, 'leann: cannot embed 1 texts: token 5 has no row');
    const { module, rows } = await loadWhole(wasm, files.encoder, []);
    await expectCode(rows.bring(text(20)), 'embedding-failed');
    assert.equal(module.shape.vocabulary, VOCABULARY);
  });

  it('are not fetched once the session is closed', async () => {
    const own = await session();
    await own.close();
    await expectCode(own.run(text(100)), 'closed');
    assert.deepEqual(asked, []);
  });

  it('say which file is wrong when an encoder is loaded', async () => {
    const message = await expectCode(
      loadWhole(wasm, files.encoder, [{ path: 'tokens/x.bin', bytes: files.encoder }]),
      'model-load',
    );
    assert.equal(message, "leann: cannot load encoder: tokens/x.bin: it is no file of an encoder's tokens");
    const empty = await loadEncoder(files.encoder, wasm);
    assert.ok(empty.module.tokenTable().scales.every((scale) => scale === 0));
  });
});
