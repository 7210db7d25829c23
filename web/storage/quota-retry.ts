// Retries what the browser's quota refuses: it may still count what a failed write has left.

/** How long after the first refusal a further attempt may begin, in milliseconds. */
const PATIENCE_MS = 3000;

/** The pause before the second attempt, in milliseconds; each pause is twice the one before. */
const FIRST_PAUSE_MS = 100;

/**
 * The result of `write`, which is called again while the quota refuses it: after 100, 200, 400 and 800 ms, or fewer times
 * if the attempts themselves are slow. `recount` is called after every refusal, the last one too, so that what a failed
 * write has left does not stand in the way of the next one. `write` must do all or nothing. Errors: those of `write`.
 */
export async function retryOnQuota<T>(write: () => Promise<T>, recount: () => Promise<void>): Promise<T> {
  let refusedAt: number | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause *= 2) {
    try {
      return await write();
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      refusedAt ??= performance.now();
      await recount();
      if (performance.now() + pause - refusedAt > PATIENCE_MS) throw cause;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** Browsers say it in the same way wherever it shows: in a request, or at the end of the transaction. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'QuotaExceededError';
}
