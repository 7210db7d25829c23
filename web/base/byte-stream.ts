// Bytes in memory as a stream.

import { nextTask } from './next-task.js';

/** Given in one task: unpacking so many takes a few milliseconds. */
const PIECE_BYTES = 2 ** 18;

/**
 * A stream of these bytes, a piece in each task, so that the page can draw meanwhile. They are not copied first, as those of a Blob
 * are, in Chromium to another process and back: they have to stay as they are until the stream ends.
 */
export function streamOf(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at > 0) await nextTask();
      if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + PIECE_BYTES));
      at += PIECE_BYTES;
      if (at >= bytes.length) controller.close();
    },
  });
}
