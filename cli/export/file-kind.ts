// The kinds of files that an index is exported to, told by their ending.

export function isParquet(path: string): boolean {
  return path.endsWith('.parquet');
}

export function isFileKind(path: string): boolean {
  return path.endsWith('.jsonl') || isParquet(path);
}
