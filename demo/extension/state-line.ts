// One line that says how far the index is, with what can be done about it.

import { make } from '../shared/element.js';
import { counted, grouped } from '../shared/format.js';
import type { Client } from './client.js';
import type { Status } from './protocol.js';

/** @param ready said if there is nothing to report. */
export function stateLine(status: Status, client: Client, ready: string): (Node | string)[] {
  const { state, done, documents, reason } = status;
  switch (state) {
    case 'waiting':
      return ['Reading the bookmarks…'];
    case 'off': {
      const act = () => client.tell({ type: 'set', settings: { on: true } });
      return [`${totalOf(status)}, found by their words only.`, button('Index meaning', act)];
    }
    case 'broken': {
      const act = () => client.tell({ type: 'try-again' });
      const what = status.listed > 0 ? 'Found by words only' : 'Nothing can be found';
      return [make('span', 'problem', `${what}: ${reason}`), button('Try again', act)];
    }
    case 'indexing':
      if (done >= documents) return [ready];
      return [
        `Learning what they are about: ${grouped(done)} of ${grouped(documents)}`,
        bar(done / documents),
      ];
    case 'ready':
      return [ready];
  }
}

/** `5 bookmarks, 20 visited pages, 3 tabs`: of what is switched on. */
export function totalOf({ bookmarks, history, tabs, settings }: Status): string {
  return [
    counted(bookmarks, 'bookmark'),
    ...(settings.history ? [counted(history, 'visited page')] : []),
    ...(settings.tabs ? [counted(tabs, 'tab')] : []),
  ].join(', ');
}

export function button(label: string, act: () => void): HTMLElement {
  const made = make('button', 'button', label);
  made.setAttribute('type', 'button');
  made.addEventListener('click', act);
  return made;
}

function bar(share: number): HTMLElement {
  const progress = document.createElement('progress');
  progress.className = 'bar';
  progress.value = share;
  progress.setAttribute('aria-label', 'Indexing');
  return progress;
}
