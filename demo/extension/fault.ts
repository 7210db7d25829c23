// Of which kind an error of the library is.

import { LeannError } from '../../web/index.js';
import type { Fault } from './failure.js';

/** Undefined for those of no kind. */
export function faultOf(error: unknown): Fault | undefined {
  const causes = [...causesOf(error)];
  const codes = causes.flatMap((cause) => (cause instanceof LeannError ? [cause.code] : []));
  if (codes.includes('quota-exceeded')) return 'room';
  // WebAssembly and typed arrays that get no memory say so with a RangeError.
  if (codes.includes('out-of-memory') || causes.some((cause) => cause instanceof RangeError)) return 'memory';
  // Loading a model fails for many reasons. That of one of its files is inside.
  return codes.filter((code) => code === 'model-load').length > 1 ? 'damaged' : undefined;
}

function* causesOf(error: unknown): Generator<unknown> {
  for (let cause = error; cause !== undefined; cause = cause instanceof Error ? cause.cause : undefined)
    yield cause;
}
