// Writes documents as JSON lines.

import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from '../files.js';
import type { ExportedDocument } from './exported-document.js';

/** The file is there when it is whole, in place of one that was. Gives what was written. Errors: those of the file system. */
export async function writeJsonLines(
  path: string,
  documents: AsyncIterable<ExportedDocument>,
): Promise<{ documents: number; passages: number }> {
  const counts = { documents: 0, passages: 0 };
  const draft = `${path}.new`;
  const file = await open(draft, 'w');
  try {
    for await (const document of documents) {
      await file.write(`${JSON.stringify(document)}\n`);
      counts.documents++;
      counts.passages += document.passages.length;
    }
    await file.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
  return counts;
}
