// Defaults of embedders, each in this one place. A search has none of its own: it takes its embedder's batch size.

/** Tokens of a text that are read, special tokens included; of models and functions. */
export const MAX_TOKENS = 256;

/** Texts in one run of an ONNX model: what docs/benchmarks.md measures with. */
export const MODEL_BATCH_SIZE = 8;

/** Texts given to a function at once: it may be something for which each call costs more than one more text. */
export const FUNCTION_BATCH_SIZE = 16;

/** Weights for our own encoder, in a model's folder beside the ONNX files. */
export const ENCODER_FILE = 'encoder.bin';

/** The rows of all tokens, beside {@link ENCODER_FILE}. */
export const TOKENS_FILE = 'encoder-tokens.bin';

/** Names shards of such rows, in place of {@link TOKENS_FILE}. */
export const TOKENS_LIST = 'encoder-tokens.json';
