// Starts the page.

import { Backend } from './backend.js';
import { find } from './element.js';
import { NotesPanel } from './notes-panel.js';
import { StartView } from './start-view.js';
import { startTabs } from './tabs.js';
import { WordsPanel } from './words-panel.js';

const start = new StartView();
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
const backend = new Backend(worker, (reply) => {
  start.show(reply);
  if (reply.type !== 'ready') return;
  words.ready(reply.words, reply.examples);
  notes.ready(reply.notes, reply.kept);
});
const words = new WordsPanel(backend);
const notes = new NotesPanel(backend);

startTabs(find(document, '.tabs', HTMLElement), (panel) => {
  if (panel === 'words') words.view.focus();
});
words.view.focus();
