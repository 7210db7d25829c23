// Writes documents as JSON lines.

import type { ExportedDocument } from './exported-document.js';
import { writeWhole } from './whole-file.js';

/** The file is there when it is whole, in place of one that was. Gives what was written. Errors: those of the file system. */
export async function writeJsonLines(
  path: string,
  documents: AsyncIterable<ExportedDocument>,
): Promise<{ documents: number; passages: number }> {
  return await writeWhole(path, async (file) => {
    const counts = { documents: 0, passages: 0 };
    for await (const document of documents) {
      await file.write(`${JSON.stringify(document)}\n`);
      counts.documents++;
      counts.passages += document.passages.length;
    }
    return counts;
  });
}
