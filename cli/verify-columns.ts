// Whether the columns of a published folder say what its list of documents says.

import { Column } from '../web/filter/column.js';
import { decodeColumn } from '../web/filter/column-file.js';
import { valuesOf } from '../web/filter/field.js';
import type { HostedDocuments } from '../web/hosted/document-list.js';
import { fileAt } from '../web/hosted/manifest.js';
import type { Published } from './published.js';

/** What is wrong, one line each. Errors: those of reading a file that is damaged. */
export async function columnProblems(
  { files, manifest }: Published,
  list: HostedDocuments,
): Promise<string[]> {
  const { columns } = manifest;
  if (columns === undefined) return [];
  const documents = Array.from({ length: list.rows }, (_, number) => list.at(number).document);
  const isSame = async (path: string, expected: Column) => {
    const found = await decodeColumn(await files.read(fileAt(manifest, path)), list.rows);
    return JSON.stringify(found.parts()) === JSON.stringify(expected.parts());
  };
  const problems: string[] = [];
  const counts = Column.build(documents.map(({ passages }) => [passages]));
  if (!(await isSame(columns.passages, counts)))
    problems.push('the numbers of passages are others in the list of documents');
  for (const { name, path } of columns.fields) {
    const column = Column.build(documents.map((document) => valuesOf(document, name)));
    if (!(await isSame(path, column)))
      problems.push(`field "${name}": the list of documents has other values`);
  }
  return problems;
}
