// The worker that comes with the package: a file, or inside a script if bundlers left the file behind.

import { unpackedFile } from '../base/packed-file.js';
import { shippedFile } from '../base/shipped-file.js';
import { workerAt } from './worker-at.js';

/** Everything that the worker needs is in this one file, so that bundlers can copy it as it is. */
const script = () => new URL('./leann-worker.js', import.meta.url);

let unpacked: Promise<string> | undefined;

export function ownWorker(): Worker | Promise<Worker> {
  const url = shippedFile(script, 'web/worker/leann-worker.js');
  return url === undefined ? packedWorker() : workerAt(url.href);
}

async function packedWorker(): Promise<Worker> {
  unpacked ??= unpack();
  // If it could not be fetched, the next one tries again.
  unpacked.catch(() => {
    unpacked = undefined;
  });
  return workerAt(await unpacked);
}

async function unpack(): Promise<string> {
  const { default: packed } = await import('./leann-worker-script.js');
  const bytes = await unpackedFile(packed, 'leann-worker.js');
  return URL.createObjectURL(new Blob([bytes as BlobPart], { type: 'text/javascript' }));
}
