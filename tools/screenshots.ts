// Takes all pictures of docs/images: of the built page, and of the extension, which it builds. They show times, so nothing
// else should run on the machine. Run as: node dist/tools/screenshots.js [--out FOLDER], after npm run build:site

import { parseArgs } from 'node:util';
import { serve } from '../cli/static-server.js';
import { launchChromium } from './chromium/launch.js';
import { ROOT, SITE } from './paths.js';
import { Album } from './screenshots/album.js';
import { takeDemoPictures } from './screenshots/demo-pictures.js';
import { takeExtensionPictures } from './screenshots/extension-pictures.js';

const { values } = parseArgs({ options: { out: { type: 'string', default: `${ROOT}docs/images` } } });
const album = new Album(values.out);

const { url, close } = await serve({ roots: { '/': SITE } });
const browser = await launchChromium();
try {
  await takeDemoPictures(browser, url, album);
} finally {
  await browser.close();
  await close();
}
await takeExtensionPictures(album);
