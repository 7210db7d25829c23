// Assertions for cases that run in a page too, where node:assert does not exist.

/** Throws unless both are the same value, structurally. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  const [left, right] = [written(actual), written(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right.slice(0, 500)}, got ${left.slice(0, 500)}`);
}

/** Throws unless the promise rejects with an error of this `code`; gives the message. */
export async function expectCode(promise: Promise<unknown>, code: string): Promise<string> {
  try {
    await promise;
  } catch (error) {
    const found = (error as { code?: unknown }).code;
    if (found !== code) throw new Error(`expected the code ${code}, got ${String(found)}: ${String(error)}`);
    return error instanceof Error ? error.message : '';
  }
  throw new Error(`expected a rejection with ${code}, but it resolved`);
}

/** How the promise is rejected, as `code: message`; undefined if it resolves. */
export function failureOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error) => `${error.code}: ${error.message}`,
  );
}

function written(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item) => (ArrayBuffer.isView(item) ? bytesOf(item) : item)) ?? 'undefined'
  );
}

function bytesOf(view: ArrayBufferView): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return `${view.constructor.name}:${Array.from(bytes).join()}`;
}
