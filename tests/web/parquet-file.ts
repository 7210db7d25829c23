// A file of Parquet as the documents that are in it, by a reader that is not ours.

import { type AsyncBuffer, asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';

/** A line for each column and group: its path below the root, and its type. */
export async function parquetSchema(path: string): Promise<string[]> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  const lines: string[] = [];
  const open: { name: string; left: number }[] = [];
  for (const { name, num_children = 0, type, converted_type } of schema.slice(1)) {
    lines.push([[...open.map((each) => each.name), name].join('/'), type, converted_type].join(' ').trim());
    const parent = open.at(-1);
    if (parent !== undefined) parent.left--;
    if (num_children > 0) open.push({ name, left: num_children });
    while (open.at(-1)?.left === 0) open.pop();
  }
  return lines;
}

export async function rowGroupsOf(path: string): Promise<number[]> {
  const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return row_groups.map(({ num_rows }) => Number(num_rows));
}

/** As lines of JSON have them: what is null is not there, and whole numbers are numbers. */
export async function readParquet(path: string): Promise<unknown[]> {
  const file: AsyncBuffer = await asyncBufferFromFile(path);
  return (await parquetReadObjects({ file })).map(plain);
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  // JSON has no negative zero.
  if (value === 0) return 0;
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return Array.from(value as unknown[], plain);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(fields.map(([name, item]) => [name, plain(item)]));
}
