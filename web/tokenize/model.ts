// Makes the model that a tokenizer.json describes: one of four kinds.
import { BytePairs } from './byte-pairs.js';
import { type Part, unknownPart } from './part.js';
import type { TokenModel } from './token-model.js';
import { Unigram } from './unigram.js';
import { WordLevel } from './word-level.js';
import { WordPiece } from './word-piece.js';

const ROLE = 'model';

/** Throws an Error if the type is not known, or its vocabulary is none. Files of older versions may lack the type. */
export function modelOf(value: unknown): TokenModel {
  const part = Object(value) as Part;
  switch (part.type ?? kindOf(part)) {
    case 'BPE':
      return new BytePairs(part);
    case 'Unigram':
      return new Unigram(part);
    case 'WordLevel':
      return new WordLevel(part);
    case 'WordPiece':
      return new WordPiece(part);
    default:
      return unknownPart(ROLE, String(part.type));
  }
}

function kindOf(part: Part): string {
  if (Array.isArray(part.vocab)) return 'Unigram';
  if (Array.isArray(part.merges)) return 'BPE';
  return typeof part.max_input_chars_per_word === 'number' ? 'WordPiece' : 'none';
}
