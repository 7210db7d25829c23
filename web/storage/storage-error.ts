// Says in the package's terms what a browser's database said in its own.

import { LeannError, type LeannErrorCode } from '../base/error.js';

/** A `LeannError` stays itself; anything else becomes one, with the reason kept as its cause. */
export function storageError(action: string, cause: unknown): LeannError {
  if (cause instanceof LeannError) return cause;
  const { name, message } = described(cause);
  const code = codeOf(name);
  return new LeannError(code, `leann: cannot ${action}: ${reasonOf(code, name, message)}`, { cause });
}

function described(cause: unknown): { name: string; message: string } {
  if (cause instanceof Error || cause instanceof DOMException)
    return { name: cause.name, message: cause.message };
  return { name: 'Error', message: String(cause) };
}

function codeOf(name: string): LeannErrorCode {
  switch (name) {
    case 'QuotaExceededError':
      return 'quota-exceeded';
    case 'VersionError':
      return 'unsupported-version';
    // Browsers that keep no data in private windows, and pages in opaque origins.
    case 'SecurityError':
    case 'InvalidStateError':
      return 'storage-unavailable';
    default:
      return 'storage-failed';
  }
}

function reasonOf(code: LeannErrorCode, name: string, message: string): string {
  switch (code) {
    case 'quota-exceeded':
      return 'the browser grants this site no more storage; what was saved before is unchanged';
    case 'unsupported-version':
      return 'its database was made by a newer version of leann-web';
    case 'storage-unavailable':
      return `the browser denies this page its storage (${name}: ${message})`;
    default:
      return `${name}: ${message}`;
  }
}
