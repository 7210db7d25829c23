// Rules for characters, in the bytes that SentencePiece's models carry along.

/** What SentencePiece's usual rules do, in a small choice: compatible forms, spaces, controls, and some that overlap. */
const RULES: Readonly<Record<string, string>> = {
  '\t': ' ',
  '\n': ' ',
  '\r': ' ',
  '\u00a0': ' ',
  '\u2003': ' ',
  '\u3000': ' ',
  '\u200b': '',
  '\u00ad': '',
  '\u0001': '',
  '\u0007': '',
  '\u007f': '',
  ﬁ: 'fi',
  '①': '1',
  '½': '1⁄2',
  '²': '2',
  '㎏': 'kg',
  '™': 'TM',
  '…': '...',
  'e\u0301': 'é',
  'o\u0308': 'ö',
  ｶﾞ: 'ガ',
  ｷﾞ: 'ギ',
  ｶ: 'カ',
  ...Object.fromEntries(
    Array.from({ length: 94 }, (_, i) => [String.fromCharCode(0xff01 + i), String.fromCharCode(0x21 + i)]),
  ),
};

interface Node {
  children: Map<number, Node>;
  value?: number;
}

/** In Base64: the size of a double array, the array, and the texts that its values point to. */
export function charsmap(): string {
  const root: Node = { children: new Map() };
  const texts: Uint8Array[] = [];
  let end = 0;
  for (const [from, to] of Object.entries(RULES)) {
    let node = root;
    for (const byte of new TextEncoder().encode(from)) {
      const child = node.children.get(byte) ?? { children: new Map() };
      node.children.set(byte, child);
      node = child;
    }
    node.value = end;
    const text = Buffer.concat([Buffer.from(to), Buffer.of(0)]);
    texts.push(text);
    end += text.length;
  }
  const units = doubleArray(root);
  const trie = Buffer.alloc(4 + 4 * units.length);
  trie.writeUInt32LE(4 * units.length);
  for (const [i, unit] of units.entries()) trie.writeUInt32LE(unit, 4 + 4 * i);
  return Buffer.concat([trie, ...texts]).toString('base64');
}

/**
 * A unit has its label in the lowest 8 bits, in bit 8 whether it has a value, and from bit 10 on the distance (by exclusive or)
 * to where its children are. A value is a unit with the highest bit, at label 0.
 */
function doubleArray(root: Node): number[] {
  const units: number[] = [0];
  const used = new Set([0]);
  const place = (node: Node, at: number) => {
    const labels = [...(node.value === undefined ? [] : [0]), ...node.children.keys()];
    let base = 1;
    while (labels.some((label) => used.has(base ^ label)) || used.has(base)) base++;
    for (const label of labels) used.add(base ^ label);
    units[at] = ((units[at] ?? 0) | ((at ^ base) << 10) | (node.value === undefined ? 0 : 0x100)) >>> 0;
    if (node.value !== undefined) units[base] = (0x80000000 | node.value) >>> 0;
    for (const [label, child] of node.children) {
      units[base ^ label] = label;
      place(child, base ^ label);
    }
  };
  place(root, 0);
  return Array.from(units, (unit) => unit ?? 0);
}
