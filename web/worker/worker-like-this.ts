// Another worker with the script of this one: where one could be started, so can the next, whatever the bundler and the policy.

/** For workers alone. */
export function workerLikeThis(): Worker {
  return new Worker(globalThis.location.href, { type: isModule() ? 'module' : 'classic' });
}

/** Modules have the function as well, and it throws there. */
function isModule(): boolean {
  const { importScripts } = globalThis as { importScripts?: () => void };
  try {
    importScripts?.();
    return false;
  } catch {
    return true;
  }
}
