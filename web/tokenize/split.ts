// Cuts a text where a pattern matches. What becomes of the matches is one of five behaviours.

export const BEHAVIOURS = [
  'Removed',
  'Isolated',
  'MergedWithPrevious',
  'MergedWithNext',
  'Contiguous',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

interface Piece {
  start: number;
  end: number;
  isMatch: boolean;
}

/** The pieces in order, without empty ones. `invert` takes what does not match for matches. */
export function splitText(text: string, pattern: RegExp, behaviour: Behaviour, invert = false): string[] {
  const pieces = piecesOf(text, pattern, invert);
  return JOINERS[behaviour](pieces)
    .filter(({ start, end }) => start < end)
    .map(({ start, end }) => text.slice(start, end));
}

function piecesOf(text: string, pattern: RegExp, invert: boolean): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (match.index > from) pieces.push({ start: from, end: match.index, isMatch: invert });
    if (end > match.index) pieces.push({ start: match.index, end, isMatch: !invert });
    from = end;
  }
  if (from < text.length) pieces.push({ start: from, end: text.length, isMatch: invert });
  return pieces;
}

const JOINERS: Record<Behaviour, (pieces: Piece[]) => Piece[]> = {
  Removed: (pieces) => pieces.filter(({ isMatch }) => !isMatch),
  Isolated: (pieces) => pieces,
  MergedWithPrevious: (pieces) => joined(pieces, (piece, last) => piece.isMatch && !last.isMatch),
  MergedWithNext: (pieces) => joined(pieces, (piece, last) => last.isMatch && !piece.isMatch),
  Contiguous: (pieces) => joined(pieces, (piece, last) => piece.isMatch === last.isMatch),
};

/** Joins each piece to the one before where `isJoined` says so; the joined piece counts as what its last part was. */
function joined(pieces: Piece[], isJoined: (piece: Piece, last: Piece) => boolean): Piece[] {
  const all: Piece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last !== undefined && isJoined(piece, last)) {
      last.end = piece.end;
      last.isMatch = piece.isMatch;
    } else all.push({ ...piece });
  }
  return all;
}
