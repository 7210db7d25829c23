// Tells errors after which a worker cannot continue.

/** Whether it is a trap in WASM, or comes from one: the memory of that module can no longer be trusted. */
export function isTrap(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return error instanceof WebAssembly.RuntimeError || cause instanceof WebAssembly.RuntimeError;
}
