// Photos that are drawn, so that the picture of the photo search shows nobody's: fruit, boats, flowers, animals and things. The
// classifier MobileNetV2 has what 11 of the 20 show as its likeliest label, and what 17 show among its six likeliest.

import type { Browser } from 'playwright-core';
import { type Drawing, HEIGHT, WIDTH } from './drawing.js';
import * as fruit from './drawn-fruit.js';
import * as outdoors from './drawn-outdoors.js';
import * as things from './drawn-things.js';

/** As a file field takes it. */
export interface DrawnPhoto {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** As they come from a camera: what belongs together lies apart. */
const DRAWINGS: readonly Drawing[] = [
  outdoors.lighthouse(),
  fruit.banana(),
  outdoors.ladybird(),
  things.umbrella(),
  fruit.strawberry(),
  outdoors.balloon(),
  things.clock(),
  fruit.lemon(),
  outdoors.sailboat(),
  things.pizza(),
  fruit.orange(),
  outdoors.mushroom(),
  things.teapot(),
  fruit.apple(),
  outdoors.goldfish(),
  things.trafficLight(),
  outdoors.daisy(),
  fruit.pineapple(),
  things.iceCream(),
  outdoors.volcano(),
];

/** JPEG files, named by numbers: with a name that says what it shows, a photo would be found by its words. */
export async function drawPhotos(browser: Browser): Promise<DrawnPhoto[]> {
  const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
  const photos: DrawnPhoto[] = [];
  for (const [at, svg] of DRAWINGS.entries()) {
    await page.setContent(`<body style="margin: 0">${svg}`);
    const buffer = await page.screenshot({ type: 'jpeg', quality: 92 });
    photos.push({ name: `IMG_${1001 + at}.jpg`, mimeType: 'image/jpeg', buffer });
  }
  await page.close();
  return photos;
}
