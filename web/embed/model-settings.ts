// The settings of a model that follow from its options and its folder.
import { LeannError } from '../base/error.js';
import { sha256 } from '../base/sha256.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { MAX_TOKENS, MODEL_BATCH_SIZE } from './defaults.js';
import type { Head } from './head.js';
import type { ModelFiles } from './model-folder.js';
import { usesOperator } from './onnx-operators.js';
import type { OnnxModelOptions } from './onnx-options.js';

/** Options that have a value once the model is known. */
export interface Settings
  extends Required<Pick<OnnxModelOptions, 'queryPrefix' | 'passagePrefix' | 'maxTokens' | 'batchSize'>> {
  head: Head;
}

/** A number of a JSON object, if it has one by that name. */
export function numberIn(json: object, key: string): number | undefined {
  const value: unknown = Reflect.get(json, key);
  return typeof value === 'number' ? value : undefined;
}

/** Kinds of models that number positions from the padding token's id on: so many more are in their tables than tokens fit. */
const OFFSET_MODELS = ['roberta', 'xlm-roberta', 'camembert', 'mpnet'];

/**
 * The options with their defaults, which the folder decides.
 * @throws LeannError `invalid-argument` for a `maxTokens` that the model cannot take, or that leaves no room for text.
 * @throws Error that names the file that says something that is not known here.
 */
export function settingsFor(files: ModelFiles, tokenizer: Tokenizer, options: OnnxModelOptions): Settings {
  const { model, runtime, config, tokenizerConfig, modules } = files;
  const positions = positionsOf(config);
  const trained = numberIn(tokenizerConfig, 'model_max_length') ?? positions;
  const maxTokens =
    options.maxTokens ?? Math.min(MAX_TOKENS, trained, positions, modules.maxTokens ?? positions);
  if (maxTokens > positions) {
    const reason = `the model takes at most ${positions}`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  const { queryPrefix = modules.queryPrefix ?? '', passagePrefix = modules.passagePrefix ?? '' } = options;
  const { prefix, suffix } = tokenizer.specialTokens;
  const prefixes = [queryPrefix, passagePrefix].map((text) => tokenizer.encode(text).length);
  const needed = prefix.length + suffix.length + Math.max(...prefixes) + 1;
  if (maxTokens < needed) {
    const reason = `special tokens and prefix leave no room for text`;
    throw new LeannError('invalid-argument', `leann: cannot use maxTokens ${maxTokens}: ${reason}`);
  }
  return {
    head: {
      pooling: options.pooling ?? modules.pooling() ?? 'mean',
      steps: modules.steps,
      dimensions: options.dimensions,
      normalize: options.normalize ?? true,
    },
    queryPrefix,
    passagePrefix,
    maxTokens,
    // Such models scale activations by the largest value in the whole batch, padding included.
    batchSize:
      runtime === 'onnxruntime' && usesOperator(model, 'DynamicQuantize')
        ? 1
        : (options.batchSize ?? MODEL_BATCH_SIZE),
  };
}

/** Most tokens of a text, special tokens included. */
function positionsOf(config: object): number {
  const positions = numberIn(config, 'max_position_embeddings') ?? Number.POSITIVE_INFINITY;
  const isOffset = OFFSET_MODELS.includes(String(Reflect.get(config, 'model_type')));
  return isOffset ? positions - (numberIn(config, 'pad_token_id') ?? 1) - 1 : positions;
}

/**
 * Equal for embedders that make comparable vectors. `modelHash`: SHA-256 of the ONNX file and of those beside it, or of the one
 * that its folder says stands for it, in hexadecimal;
 * `isComplete`: whether the model pools by itself.
 */
export async function fingerprintOf(
  modelHash: string,
  { tokenizer, modules }: Pick<ModelFiles, 'tokenizer' | 'modules'>,
  { head, maxTokens, queryPrefix, passagePrefix }: Settings,
  isComplete: boolean,
): Promise<string> {
  const hashes = `${modelHash} ${await sha256(tokenizer)}`;
  const hash = (await sha256(new TextEncoder().encode(hashes))).slice(0, 16);
  const prefixes = JSON.stringify([queryPrefix, passagePrefix]);
  const { pooling, normalize, dimensions } = head;
  const parts = [hash, isComplete ? 'model' : pooling, normalize ? 'unit' : 'raw', maxTokens, prefixes];
  if (!isComplete && head.steps.some((step) => step !== 'normalize'))
    parts.push(`dense=${await stepsHash(head, modules)}`);
  if (dimensions !== undefined) parts.push(`dimensions=${dimensions}`);
  return parts.join(':');
}

/** Of layers and their order. */
async function stepsHash({ steps }: Head, { weights }: ModelFiles['modules']): Promise<string> {
  const names = steps.map((step) => (step === 'normalize' ? step : `${step.outputs} ${step.activation}`));
  const hashes = await Promise.all(weights.map(sha256));
  return (await sha256(new TextEncoder().encode([...names, ...hashes].join('\n')))).slice(0, 16);
}
