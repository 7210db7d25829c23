// Starts the page.

import { Backend } from './backend.js';
import { find } from './element.js';
import { NotesPanel } from './notes-panel.js';
import { Shelves } from './shelves.js';
import { StartView } from './start-view.js';
import { startTabs } from './tabs.js';
import { WordsPanel } from './words-panel.js';

const start = new StartView();
const loading = Shelves.load({
  site: new URL('.', location.href),
  onModel: (loaded, total) => start.progress(loaded, total),
  onFetched: () => start.fetched(),
});
const backend = new Backend(loading);
const words = new WordsPanel(backend);
const notes = new NotesPanel(backend);
loading.then(
  (shelves) => {
    start.end();
    words.ready(shelves.info('words'), shelves.examples);
    notes.ready(shelves.info('notes'), shelves.kept);
  },
  (error) => start.fail(error),
);

startTabs(find(document, '.tabs', HTMLElement), (panel) => {
  if (panel === 'words') words.view.focus();
});
words.view.focus();
