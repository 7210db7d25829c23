// What a worker cannot go on after.

/** Whether it is a trap in WASM, or comes from one: the memory of that module cannot be trusted any more. */
export function isTrap(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return error instanceof WebAssembly.RuntimeError || cause instanceof WebAssembly.RuntimeError;
}
