// Starts the page.

import { find } from '../shared/element.js';
import { Backend } from './backend.js';
import { CostsPanel } from './costs-panel.js';
import { NotesPanel } from './notes-panel.js';
import { startServiceWorker, watchNetwork } from './offline.js';
import { type PhotoModelInfo, PhotoShelf } from './photo-shelf.js';
import { PhotosPanel } from './photos-panel.js';
import { RequestCounter } from './request-counter.js';
import { Shelves } from './shelves.js';
import { StartView } from './start-view.js';
import { startTabs } from './tabs.js';
import { WordsPanel } from './words-panel.js';

interface Loaded {
  shelves: Shelves;
  /** Whether a service worker keeps what passes. */
  keeps: boolean;
}

const site = new URL('.', location.href);
const start = new StartView();
const counter = new RequestCounter();
const loading = load();
const backend = new Backend(loading.then(({ shelves }) => shelves));
const words = new WordsPanel(backend);
const notes = new NotesPanel(backend);
const costs = new CostsPanel(backend);
const photos = new PhotosPanel(openPhotos);

startTabs(find(document, '.tabs', HTMLElement), (panel) => {
  if (panel === 'words') words.view.focus();
  if (panel === 'photos') void photos.show();
  if (panel === 'costs') void costs.show();
});
words.view.focus();

loading.then(ready).catch((error) => start.fail(error));

async function load(): Promise<Loaded> {
  // Asked before anything else is fetched: it keeps what passes.
  const keeps = await startServiceWorker(new URL('service-worker.js', site));
  const shelves = await Shelves.load({
    site,
    workerName: counter.channel,
    onModel: (loaded, total) => start.progress(loaded, total),
    onFetched: () => start.fetched(),
  });
  return { shelves, keeps };
}

/** Undefined where there is no model of photos. */
async function openPhotos(): Promise<PhotoShelf | undefined> {
  await loading;
  const response = await fetch(new URL('photos.json', site)).catch(() => undefined);
  const info: PhotoModelInfo = response?.ok ? await response.json() : { files: [] };
  if (info.files.length === 0) return undefined;
  return await PhotoShelf.open(site, info, counter.channel, (loaded, total) =>
    photos.progress(loaded, total),
  );
}

async function ready({ shelves, keeps }: Loaded): Promise<void> {
  words.ready(shelves.info('words'), shelves.examples);
  await notes.ready(shelves.info('notes'), shelves.kept);
  start.end();
  watchNetwork(keeps);
  const device = shelves.embedder.device === 'webgpu' ? 'WebGPU' : 'WebAssembly';
  find(document, '.state-device', HTMLElement).textContent = `Runs on ${device}`;
  counter.begin();
}
