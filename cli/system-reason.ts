// Why the system refused something, in words.

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'nothing can be written there'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk is full'],
  ['EEXIST', 'there is a file of that name'],
  ['ENOTDIR', 'there is a file in place of a folder'],
  ['EISDIR', 'there is a folder in place of a file'],
  ['ENOENT', 'there is no such file or folder'],
]);

/** The message of the error, if it is none that is known here. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error ? REASONS.get(error.code) : undefined) ?? error.message;
}

/** The message of an error that nothing has put into words: the system's own ones name what was tried, and where. */
export function messageInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const isKnown = REASONS.has(code) && path !== undefined && syscall !== undefined;
  return isKnown ? `cannot ${ACTS.get(syscall) ?? syscall} ${path}: ${systemReason(error)}` : error.message;
}

/** What the system calls them, and what people do. */
const ACTS: ReadonlyMap<string, string> = new Map([
  ['mkdir', 'make the folder'],
  ['scandir', 'read the folder'],
  ['unlink', 'delete'],
  ['rmdir', 'delete'],
]);
