// A tokenizer like that of CLIP: pairs of bytes, in lower case, with marks at the ends of words.

/** The tokens of a tokenizer like CLIP's: letters, letters at the end of words, some merged; marks around. */
const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const TOKENS = [
  ...LETTERS,
  ...LETTERS.map((letter) => `${letter}</w>`),
  'ca',
  'cat</w>',
  'og</w>',
  'dog</w>',
];
const START = TOKENS.length;
export const END = START + 1;
export const CLIP_TOKENS = { start: START, end: END, idOf: (token: string) => TOKENS.indexOf(token) };

/** As in the tokenizer.json of CLIP, with a smaller vocabulary. */
export function tokenizerJson(): object {
  const special = (content: string, id: number) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const words = String.raw`<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`;
  return {
    version: '1.0',
    added_tokens: [special('<|startoftext|>', START), special('<|endoftext|>', END)],
    normalizer: {
      type: 'Sequence',
      normalizers: [
        { type: 'NFC' },
        { type: 'Replace', pattern: { Regex: String.raw`\s+` }, content: ' ' },
        { type: 'Lowercase' },
      ],
    },
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: words }, behavior: 'Removed', invert: true },
        { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
      ],
    },
    post_processor: {
      type: 'RobertaProcessing',
      sep: ['<|endoftext|>', END],
      cls: ['<|startoftext|>', START],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: 'ByteLevel' },
    model: {
      type: 'BPE',
      unk_token: '<|endoftext|>',
      continuing_subword_prefix: '',
      end_of_word_suffix: '</w>',
      fuse_unk: false,
      vocab: Object.fromEntries(
        [...TOKENS, '<|startoftext|>', '<|endoftext|>'].map((token, id) => [token, id]),
      ),
      merges: ['c a', 'ca t</w>', 'o g</w>', 'd og</w>'],
    },
  };
}
