// Starts the page: first the dictionary, which answers without a model, then the model.

import { find } from '../shared/element.js';
import { bytes } from '../shared/format.js';
import { Backend } from './backend.js';
import { CostsPanel } from './costs-panel.js';
import { NotesPanel } from './notes-panel.js';
import { startServiceWorker, watchNetwork } from './offline.js';
import { type PhotoModelInfo, PhotoShelf } from './photo-shelf.js';
import { PhotosPanel } from './photos-panel.js';
import { RequestCounter } from './request-counter.js';
import { Dictionary, infoOf, type Shelves } from './shelves.js';
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
const dictionary = Dictionary.open(site, counter.channel);
const loading = load();
const backend = new Backend(
  dictionary,
  loading.then(({ shelves }) => shelves),
);
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

dictionary.then(answering).catch((error) => start.fail(error));
loading.then(ready).catch((error) => start.fail(error));

async function load(): Promise<Loaded> {
  // Before much is fetched: it keeps what passes.
  const keeps = await startServiceWorker(new URL('service-worker.js', site));
  const shelves = await (await dictionary).withModel({
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

/** The dictionary is there. */
function answering({ words: index, examples }: Dictionary): void {
  const info = infoOf(index);
  words.answering(info, examples);
  start.answering(info.fetched);
}

/** The model is there as well. */
async function ready({ shelves, keeps }: Loaded): Promise<void> {
  const info = shelves.info('words');
  await backend.opened;
  words.view.improve();
  await notes.ready(shelves.info('notes'), shelves.kept);
  start.end();
  watchNetwork(keeps);
  const device = shelves.embedder.device === 'webgpu' ? 'WebGPU' : 'WebAssembly';
  const costs = `${bytes(info.fetched)} of index, ${bytes(start.modelBytes)} of model`;
  find(document, '.state-device', HTMLElement).textContent = `Runs on ${device}: ${costs}`;
  counter.begin();
  await (await dictionary).words.close();
}
