// Pixels as vision models take them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Pixels } from '../../web/photo/pixels.js';
import { preprocess, preprocessingOf } from '../../web/photo/preprocessing.js';
import { type Filter, resample } from '../../web/photo/resample.js';

/** Red is 0, 1, 2 …; green 100 more, blue 200 more; half transparent. */
function counted(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height; at++) data.set([at, 100 + at, 200 + at, 128], at * 4);
  return { width, height, data };
}

/** Five by four pixels that go up and down. */
function waves(): Pixels {
  const data = new Uint8Array(5 * 4 * 4).fill(255);
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 5; x++) {
      const colour = [(x * 53 + y * 31) % 256, (x * x * 17 + y * 90) % 256, (x * 7 + y * y * 40) % 256];
      data.set(colour, (y * 5 + x) * 4);
    }
  }
  return { width: 5, height: 4, data };
}

/** What Pillow 9.4 makes of them in three by three pixels. */
const PILLOW: Partial<Record<Filter, number[]>> = {
  bilinear: [
    32, 34, 15, 115, 103, 26, 198, 102, 37, 70, 142, 103, 153, 183, 114, 163, 155, 125, 107, 71, 124, 190,
    123, 135, 127, 106, 146,
  ],
  bicubic: [
    25, 20, 5, 111, 102, 17, 207, 101, 29, 66, 151, 105, 158, 191, 117, 165, 160, 129, 106, 66, 127, 204, 122,
    139, 123, 102, 151,
  ],
  lanczos: [
    22, 7, 0, 109, 104, 11, 215, 103, 23, 62, 159, 108, 162, 197, 120, 166, 163, 132, 101, 65, 131, 214, 123,
    143, 117, 100, 155,
  ],
};

describe('resampling', () => {
  test('gives the bytes that Pillow gives', () => {
    for (const [filter, wanted] of Object.entries(PILLOW))
      assert.deepEqual([...resample(waves(), 3, 3, filter as Filter)], wanted, filter);
  });

  test('to the same size changes nothing', () => {
    const { data } = counted(3, 2);
    const colours = [...data].filter((_, at) => at % 4 !== 3);
    for (const filter of ['nearest', 'bilinear', 'bicubic', 'lanczos'] as const)
      assert.deepEqual([...resample(counted(3, 2), 3, 2, filter)], colours, filter);
  });
});

const PLAIN = { do_resize: false, do_center_crop: false, do_rescale: false, do_normalize: false };

describe('preprocessing', () => {
  test('shrinks to the mean, cuts the middle out, and scales, by hand', () => {
    // Two rows of 8: shrunk by two, a row of four, of which the middle pixels stay.
    const settings = preprocessingOf({
      do_resize: true,
      size: { shortest_edge: 1 },
      resample: 2,
      do_center_crop: true,
      crop_size: { width: 2, height: 1 },
      do_rescale: true,
      rescale_factor: 0.5,
      do_normalize: true,
      image_mean: [1, 2, 3],
      image_std: [2, 4, 5],
    });
    const even = { width: 8, height: 2, data: new Uint8Array(64) };
    for (let at = 0; at < 16; at++) even.data.set([10 * Math.floor((at % 8) / 4), 40, 80, 255], at * 4);
    const { values, width, height } = preprocess(even, settings);
    assert.deepEqual([width, height], [2, 1]);
    // Of 0 and 10, a triangle over four pixels: an eighth of the other side.
    assert.deepEqual(
      [...values].map((value) => Math.round(value * 1000) / 1000),
      [(1 * 0.5 - 1) / 2, (9 * 0.5 - 1) / 2, 4.5, 4.5, 7.4, 7.4],
    );
  });

  test('without steps gives the bytes, plane by plane', () => {
    const { values } = preprocess(counted(2, 1), preprocessingOf(PLAIN));
    assert.deepEqual([...values], [0, 1, 100, 101, 200, 201]);
  });

  test('a crop that is larger than the picture is black around it', () => {
    const settings = preprocessingOf({ ...PLAIN, do_center_crop: true, crop_size: { width: 4, height: 3 } });
    const { values } = preprocess(counted(2, 1), settings);
    assert.deepEqual([...values.subarray(0, 12)], [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0]);
  });

  test('the shorter side gets its length, and the other one in proportion, whole', () => {
    const settings = preprocessingOf({ ...PLAIN, do_resize: true, size: { shortest_edge: 3 } });
    const sizeOf = (width: number, height: number) => {
      const made = preprocess(counted(width, height), settings);
      return [made.width, made.height];
    };
    assert.deepEqual(sizeOf(5, 7), [3, 4]);
    assert.deepEqual(sizeOf(11, 6), [5, 3]);
    assert.deepEqual(sizeOf(4, 4), [3, 3]);
  });

  test('older files write sizes as numbers', () => {
    const cropped = preprocessingOf({
      ...PLAIN,
      do_resize: true,
      size: 6,
      do_center_crop: true,
      crop_size: 4,
    });
    assert.deepEqual([cropped.resize?.to, cropped.crop], [6, { width: 4, height: 4 }]);
    const whole = preprocessingOf({ ...PLAIN, do_resize: true, size: 6 });
    assert.deepEqual(whole.resize?.to, { width: 6, height: 6 });
  });

  test('names what it does not know', () => {
    const refused: [object, RegExp][] = [
      [{ do_pad: true }, /do_pad true/],
      [{ do_flip_channel_order: true }, /do_flip_channel_order/],
      [{ crop_pct: 0.875 }, /crop_pct 0.875/],
      [{ rescale_offset: true }, /rescale_offset/],
      [{ do_resize: true, size: { longest_edge: 9 } }, /longest_edge/],
      [{ do_resize: true, size: { shortest_edge: 0 } }, /shortest_edge 0 is not a number of pixels/],
      [{ do_resize: true, size: 5, resample: 4 }, /resample 4/],
      [{ do_normalize: true, image_mean: [0, 0, 0], image_std: [1, 1] }, /image_std must be three numbers/],
      [{ do_normalize: true, image_mean: [0, 0, 0], image_std: [1, 0, 1] }, /image_std/],
      [{ do_resize: 'yes' }, /do_resize must be true or false/],
      [{ do_rescale: true, rescale_factor: 'x' }, /rescale_factor/],
      [{ do_resize: true, size: { width: 1e9, height: 5 } }, /size.width/],
    ];
    for (const [change, message] of refused)
      assert.throws(() => preprocessingOf({ ...PLAIN, ...change }), message);
  });
});
