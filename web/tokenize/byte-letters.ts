// The letters by which byte-level models write the 256 bytes: visible ones stand for themselves.

function isVisible(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

/** By byte. */
export const BYTE_LETTERS: readonly string[] = letters();

function letters(): string[] {
  let hidden = 0;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isVisible(byte) ? byte : 256 + hidden++),
  );
}
