// Tells what a user may want to know although nothing failed.

import type { StoreNotice } from '../storage/store-notice.js';

/** Something that a user may want to know. */
export interface Notice {
  /**
   * `not-stored`: there is no storage, so the index is gone when the page is. `rolled-back`: the newest generation was
   * not whole, so the one before is used. `data-lost`: the browser found its databases of this site damaged and deleted them, with whatever
   * was saved of this index (Chromium tells the first index that is opened then). `journal-failed`: vectors cannot be kept before they are saved, so an
   * interrupted addition starts over. `compaction-failed`: a compaction in idle time failed; the index is unchanged.
   * `worker-crashed`: unsaved changes are lost; the next call opens the last saved state in another worker.
   */
  code: StoreNotice['code'] | 'journal-failed' | 'compaction-failed' | 'worker-crashed';
  message: string;
}

/** Tells whoever opened the index, or else the console. */
export function notify(
  { onNotice }: { onNotice?: ((notice: Notice) => void) | undefined },
  notice: Notice,
): void {
  if (onNotice === undefined) console.warn(notice.message);
  else onNotice(notice);
}
