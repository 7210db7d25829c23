/// <reference lib="esnext.disposable" preserve="true" />
// The name of the method that `await using` calls.

/**
 * `Symbol.asyncDispose`, or what compilers put in its place where the browser has none, as Safari: without this, the method would be
 * named "undefined".
 */
export const ASYNC_DISPOSE: typeof Symbol.asyncDispose =
  Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose');
