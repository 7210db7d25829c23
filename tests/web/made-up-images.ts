// Images as people have them, and as they should not be: each a scene of four colours, whatever its file does to it.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { ROOT } from '../../tools/paths.js';
import type { Sharp } from '../../web/index.js';

/** Of sharp, what makes files. */
interface Maker {
  withMetadata(options: { orientation: number }): Maker;
  withExif(tags: object): Maker;
  toColourspace(space: string): Maker;
  jpeg(options?: object): Maker;
  png(): Maker;
  webp(): Maker;
  gif(options?: object): Maker;
  toBuffer(): Promise<Buffer<ArrayBuffer>>;
}

type MakerOf = (bytes: Uint8Array | Uint16Array, options: object) => Maker;

const loaded: unknown = createRequire(join(ROOT, 'tests/photos/package.json'))('sharp');
export const sharp = loaded as Sharp;
const make = loaded as MakerOf;

const WIDTH = 96;
const HEIGHT = 64;
const RED = [220, 30, 40];
const GREEN = [20, 160, 60];
const BLUE = [30, 60, 210];
const WHITE = [255, 255, 255];

/** Clockwise from the top left. */
export const SCENE = { topLeft: RED, topRight: GREEN, bottomRight: WHITE, bottomLeft: BLUE };

function colourAt(x: number, y: number, width = WIDTH, height = HEIGHT): number[] {
  if (y < height / 2) return x < width / 2 ? RED : GREEN;
  return x < width / 2 ? BLUE : WHITE;
}

/** Row-major RGB of a picture whose pixel at a place is the scene's where `from` says. */
function pixels(
  width: number,
  height: number,
  from: (x: number, y: number) => readonly number[] = (x, y) => colourAt(x, y, width, height),
): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(from(x, y), (y * width + x) * 3);
  return data;
}

const raw = (width: number, height: number, channels = 3) => ({ raw: { width, height, channels } });

/** Which place of the scene a stored pixel shows, by EXIF's number: where its first row and first column are. */
const STORED: Record<number, (column: number, row: number) => [x: number, y: number]> = {
  1: (column, row) => [column, row],
  2: (column, row) => [WIDTH - 1 - column, row],
  3: (column, row) => [WIDTH - 1 - column, HEIGHT - 1 - row],
  4: (column, row) => [column, HEIGHT - 1 - row],
  5: (column, row) => [row, column],
  6: (column, row) => [WIDTH - 1 - row, column],
  7: (column, row) => [WIDTH - 1 - row, HEIGHT - 1 - column],
  8: (column, row) => [row, HEIGHT - 1 - column],
};

async function turned(orientation: number): Promise<Buffer<ArrayBuffer>> {
  const [width, height] = orientation < 5 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH];
  const place = STORED[orientation] ?? ((x, y) => [x, y]);
  const data = pixels(width, height, (column, row) => colourAt(...place(column, row)));
  return await make(data, raw(width, height)).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

/** Two frames: the scene, then black. */
async function animated(): Promise<Buffer<ArrayBuffer>> {
  const frames = new Uint8Array(WIDTH * HEIGHT * 3 * 2);
  frames.set(pixels(WIDTH, HEIGHT));
  const options = { raw: { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT } };
  return await make(frames, options)
    .gif({ delay: [100, 100] })
    .toBuffer();
}

/** The white quarter is transparent, over black. */
async function transparent(): Promise<Buffer<ArrayBuffer>> {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const colour = colourAt(at % WIDTH, Math.floor(at / WIDTH));
    data.set(colour === WHITE ? [0, 0, 0, 0] : [...colour, 255], at * 4);
  }
  return await make(data, raw(WIDTH, HEIGHT, 4))
    .png()
    .toBuffer();
}

/** PNG of 16 bits a channel. */
function deep(): Buffer<ArrayBuffer> {
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 6));
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      for (const [channel, value] of colourAt(x, y).entries())
        rows.writeUInt16BE(value * 257, y * (1 + WIDTH * 6) + 1 + x * 6 + channel * 2);
    }
  }
  return png(WIDTH, HEIGHT, 16, 2, deflateSync(rows));
}

/** A PNG of any bits and colour type, of pixels that are filtered and deflated already. */
function png(
  width: number,
  height: number,
  bits: number,
  type: number,
  data: Uint8Array,
): Buffer<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bits, type, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', data),
    pngChunk('IEND', new Uint8Array(0)),
  ]);
}

function pngChunk(name: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** A lossless picture of given RGB pixels. */
export async function pngOf(data: Uint8Array, width: number, height: number): Promise<Buffer<ArrayBuffer>> {
  return await make(data, raw(width, height)).png().toBuffer();
}

/** Every one shows the scene. */
export async function goodImages(): Promise<Record<string, Buffer<ArrayBuffer>>> {
  const plain = () => make(pixels(WIDTH, HEIGHT), raw(WIDTH, HEIGHT));
  const images: Record<string, Buffer<ArrayBuffer>> = {
    'png.png': await plain().png().toBuffer(),
    'webp.webp': await plain().webp().toBuffer(),
    'animated.gif': await animated(),
    'transparent.png': await transparent(),
    '16-bit.png': deep(),
    'cmyk.jpg': await plain().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    'large.jpg': await make(pixels(8660, 5774), raw(8660, 5774)).jpeg({ quality: 60 }).toBuffer(),
  };
  for (const orientation of Object.keys(STORED))
    images[`exif-${orientation}.jpg`] = await turned(Number(orientation));
  return images;
}

/** None can be read. */
export async function badImages(): Promise<Record<string, Buffer<ArrayBuffer>>> {
  const whole = await make(pixels(WIDTH, HEIGHT), raw(WIDTH, HEIGHT)).png().toBuffer();
  return {
    'empty.jpg': Buffer.alloc(0),
    'text.jpg': Buffer.from('this is no picture'),
    'header.png': whole.subarray(0, 40),
  };
}

/** How far four places of an RGBA picture are from the scene, the most of any channel. */
export function distanceFromScene(data: ArrayLike<number>, width: number, height: number): number {
  const at = (x: number, y: number) => {
    const start = 4 * (Math.floor(y * height) * width + Math.floor(x * width));
    return [0, 1, 2].map((channel) => data[start + channel] ?? 0);
  };
  const pairs: [number[], number[]][] = [
    [at(0.25, 0.25), SCENE.topLeft],
    [at(0.75, 0.25), SCENE.topRight],
    [at(0.75, 0.75), SCENE.bottomRight],
    [at(0.25, 0.75), SCENE.bottomLeft],
  ];
  return Math.max(
    ...pairs.flatMap(([seen, wanted]) => seen.map((value, i) => Math.abs(value - (wanted[i] ?? 0)))),
  );
}

/** A JPEG of one colour with the time at which a camera took it. */
export async function jpegOf(
  colour: readonly number[],
  width: number,
  height: number,
  taken: string,
): Promise<Buffer<ArrayBuffer>> {
  const data = pixels(width, height, () => colour);
  return await make(data, raw(width, height))
    .withExif({ IFD0: { DateTime: taken } })
    .jpeg()
    .toBuffer();
}
