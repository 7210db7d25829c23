// Finds out which operators an ONNX file uses, without parsing it.

/** Tag of NodeProto.op_type: field 4, length-delimited. */
const OP_TYPE_TAG = 0x22;

/** Whether a node's operator has a name that starts with `prefix` (4 to 100 ASCII characters). */
export function usesOperator(model: Uint8Array, prefix: string): boolean {
  const wanted = new TextEncoder().encode(prefix);
  for (let at = find(model, wanted, 2); at >= 0; at = find(model, wanted, at + 1)) {
    const nameLength = model[at - 1] ?? 0;
    if (model[at - 2] === OP_TYPE_TAG && nameLength >= wanted.length && nameLength < 128) return true;
  }
  return false;
}

/** First place of `wanted` from `start` on, or -1. Horspool's search: weights are skipped in long steps. */
function find(bytes: Uint8Array, wanted: Uint8Array, start: number): number {
  const last = wanted.length - 1;
  const steps = new Uint8Array(256).fill(wanted.length);
  for (let i = 0; i < last; i++) steps[wanted[i] ?? 0] = last - i;
  for (let end = start + last; end < bytes.length; end += steps[bytes[end] ?? 0] ?? 1) {
    if (wanted.every((byte, i) => bytes[end - last + i] === byte)) return end - last;
  }
  return -1;
}
