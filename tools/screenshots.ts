// Takes all pictures of docs/images: of the built page, of <leann-search>, and of the extension; the latter two are built for
// that. They show times, so nothing else should run on the machine. Run as: node dist/tools/screenshots.js [--out FOLDER]
// [demo] [element] [extension] [store] [photos --photo-model FOLDER], after npm run build:site. Those for stores are taken only if
// they are asked for, and so is that of photos: it needs a classifier that is not part of the project (docs/photos.md, "Models")

import { parseArgs } from 'node:util';
import { serve } from '../cli/static-server.js';
import { launchChromium } from './chromium/launch.js';
import { ROOT, SITE } from './paths.js';
import { Album } from './screenshots/album.js';
import { takeDemoPictures } from './screenshots/demo-pictures.js';
import { takeElementPictures } from './screenshots/element-pictures.js';
import { takeExtensionPictures } from './screenshots/extension-pictures.js';
import { takePhotoPictures } from './screenshots/photo-pictures.js';
import { takeStorePictures } from './screenshots/store-pictures.js';

const { values, positionals } = parseArgs({
  options: { out: { type: 'string', default: `${ROOT}docs/images` }, 'photo-model': { type: 'string' } },
  allowPositionals: true,
});
const album = new Album(values.out);
const photoModel = values['photo-model'];
if (positionals.includes('photos') && photoModel === undefined)
  throw new Error('leann: cannot take the picture of photos: --photo-model FOLDER is missing');
const isWanted = (what: string) => positionals.length === 0 || positionals.includes(what);

const browser = await launchChromium();
try {
  if (isWanted('demo')) {
    const { url, close } = await serve({ roots: { '/': SITE } });
    await takeDemoPictures(browser, url, album);
    await close();
  }
  if (isWanted('element')) await takeElementPictures(browser, album);
  if (positionals.includes('photos') && photoModel !== undefined)
    await takePhotoPictures(browser, photoModel, album);
} finally {
  await browser.close();
}
if (isWanted('extension')) await takeExtensionPictures(album);
if (positionals.includes('store')) await takeStorePictures();
