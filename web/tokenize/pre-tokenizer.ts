// How a text is cut into words before a model is asked: pre-tokenizers, exactly as Hugging Face's own library does it.
import { BYTE_LETTERS } from './byte-letters.js';
import { flagIn, type Part, partsOf, stringIn, unknownPart } from './part.js';
import { patternOf } from './pattern.js';
import { BEHAVIOURS, type Behaviour, splitText } from './split.js';

/** The words of a stretch of text; `isStart` says whether the text begins with it. */
export type PreTokenize = (stretch: string, isStart: boolean) => string[];

const ROLE = 'pre-tokenizer';
const SPACE = /\p{White_Space}/gu;
const PUNCTUATION = /[\p{P}!-/:-@[-`{-~]/gu;
/** With `\w` as Rust has it. */
const WORD = '[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]';
const WORDS = new RegExp(`${WORD}+|(?:(?!${WORD})\\P{White_Space})+`, 'gu');
const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const MAKERS: Readonly<Record<string, (part: Part) => PreTokenize>> = {
  BertPreTokenizer: () => (text) =>
    splitText(text, SPACE, 'Removed').flatMap((word) => splitText(word, PUNCTUATION, 'Isolated')),
  ByteLevel: byteLevel,
  CharDelimiterSplit: (part) => splitter(patternOf({ String: stringIn(part, 'delimiter', ' ') }), 'Removed'),
  Digits: (part) => splitter(/\p{N}/gu, flagIn(part, 'individual_digits', false) ? 'Isolated' : 'Contiguous'),
  FixedLength: fixedLength,
  Metaspace: metaspace,
  Punctuation: (part) => splitter(PUNCTUATION, behaviourOf(part)),
  Sequence: (part) => {
    const steps = partsOf(part.pretokenizers, ROLE).map(preTokenizerOf);
    return (text, isStart) =>
      steps.reduce((words, step) => words.flatMap((word, i) => step(word, isStart && i === 0)), [text]);
  },
  Split: (part) => splitter(patternOf(part.pattern), behaviourOf(part), flagIn(part, 'invert', false)),
  Whitespace: () => splitter(WORDS, 'Removed', true),
  WhitespaceSplit: () => splitter(SPACE, 'Removed'),
};

/** Throws an Error if there is none of that type. */
export function preTokenizerOf(part: Part): PreTokenize {
  const make = Object.hasOwn(MAKERS, part.type) ? MAKERS[part.type] : undefined;
  return make === undefined ? unknownPart(ROLE, part.type) : make(part);
}

function splitter(pattern: RegExp, behaviour: Behaviour, invert = false): PreTokenize {
  return (text) => splitText(text, pattern, behaviour, invert);
}

function behaviourOf(part: Part): Behaviour {
  const name = stringIn(part, 'behavior', 'Isolated');
  return BEHAVIOURS.find((each) => each.toLowerCase() === name.toLowerCase()) ?? unknownPart(ROLE, name);
}

function byteLevel(part: Part): PreTokenize {
  const withSpace = flagIn(part, 'add_prefix_space', true);
  const inWords = flagIn(part, 'use_regex', true);
  const encoder = new TextEncoder();
  return (text) => {
    const spaced = withSpace && !text.startsWith(' ') ? ` ${text}` : text;
    const words = inWords ? splitText(spaced, GPT2, 'Isolated') : [spaced];
    return words.map((word) => {
      let letters = '';
      for (const byte of encoder.encode(word)) letters += BYTE_LETTERS[byte];
      return letters;
    });
  };
}

/** A letter in place of every space. Older files say with a flag whether one is put in front. */
function metaspace(part: Part): PreTokenize {
  const letter = stringIn(part, 'replacement', '▁');
  const older = flagIn(part, 'add_prefix_space', true) ? 'always' : 'never';
  const scheme = stringIn(part, 'prepend_scheme', older);
  const inWords = flagIn(part, 'split', true);
  const pattern = patternOf({ String: letter });
  return (text, isStart) => {
    const marked = text.replaceAll(' ', letter);
    const isMarked = scheme === 'always' || (scheme === 'first' && isStart);
    const whole = isMarked && !marked.startsWith(letter) ? letter + marked : marked;
    return inWords ? splitText(whole, pattern, 'MergedWithNext') : [whole];
  };
}

function fixedLength(part: Part): PreTokenize {
  const length = Number(part.length ?? 5);
  if (!Number.isInteger(length) || length < 1) throw new Error(`its ${ROLE} has a length of ${length}`);
  return (text) => {
    const chars = Array.from(text);
    return Array.from({ length: Math.ceil(chars.length / length) }, (_, i) =>
      chars.slice(i * length, (i + 1) * length).join(''),
    );
  };
}
