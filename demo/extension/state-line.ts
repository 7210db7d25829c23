// One line that says how far the index is, with what can be done about it.

import { counted, grouped } from '../shared/format.js';
import { button } from './button.js';
import type { Client } from './client.js';
import { problemLine } from './problem-line.js';
import type { Status } from './protocol.js';

/** @param ready said if there is nothing to report. */
export function stateLine(status: Status, client: Client, ready: string): (Node | string)[] {
  const { state, done, documents } = status;
  switch (state) {
    case 'waiting':
      return ['Reading the bookmarks…'];
    case 'off': {
      const act = () => client.tell({ type: 'set', settings: { on: true } });
      return [`${totalOf(status)}, found by their words only.`, button('Index meaning', act)];
    }
    case 'broken': {
      const { listed, failure = { reason: 'unknown' } } = status;
      const [what, part] =
        listed > 0
          ? (['Found by words only', 'search by meaning'] as const)
          : (['Nothing can be found', 'the extension'] as const);
      const tryAgain = () => client.tell({ type: 'try-again' });
      return problemLine({ what, part, failure, tryAgain });
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

function bar(share: number): HTMLElement {
  const progress = document.createElement('progress');
  progress.className = 'bar';
  progress.value = share;
  progress.setAttribute('aria-label', 'Indexing');
  return progress;
}
