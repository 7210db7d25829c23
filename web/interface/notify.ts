// Tells what a user may want to know.

import type { Notice, OpenOptions } from './options.js';

/** Tells who opened the index, or else the console. */
export function notify({ onNotice }: Pick<OpenOptions, 'onNotice'>, notice: Notice): void {
  if (onNotice === undefined) console.warn(notice.message);
  else onNotice(notice);
}
