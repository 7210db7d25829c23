// Takes all pictures of docs/images: of the built page, of <leann-search>, and of the extension; the latter two are built for
// that. They show times, so nothing else should run on the machine. Run as: node dist/tools/screenshots.js [--out FOLDER]
// [demo] [element] [extension] [store], after npm run build:site; those for stores only if they are asked for

import { parseArgs } from 'node:util';
import { serve } from '../cli/static-server.js';
import { launchChromium } from './chromium/launch.js';
import { ROOT, SITE } from './paths.js';
import { Album } from './screenshots/album.js';
import { takeDemoPictures } from './screenshots/demo-pictures.js';
import { takeElementPictures } from './screenshots/element-pictures.js';
import { takeExtensionPictures } from './screenshots/extension-pictures.js';
import { takeStorePictures } from './screenshots/store-pictures.js';

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: `${ROOT}docs/images` } },
  allowPositionals: true,
});
const album = new Album(values.out);
const isWanted = (what: string) => positionals.length === 0 || positionals.includes(what);

const browser = await launchChromium();
try {
  if (isWanted('demo')) {
    const { url, close } = await serve({ roots: { '/': SITE } });
    await takeDemoPictures(browser, url, album);
    await close();
  }
  if (isWanted('element')) await takeElementPictures(browser, album);
} finally {
  await browser.close();
}
if (isWanted('extension')) await takeExtensionPictures(album);
if (positionals.includes('store')) await takeStorePictures();
