// The part of a model of photos that knows texts.

import { OnnxModel } from '../embed/onnx-model.js';
import { type CreateSession, OnnxSession } from '../embed/onnx-session.js';
import type { PhotoModelOptions } from './photo-options.js';

/** Kinds of joint models, and how each is asked. */
interface Kind {
  /** Names of the outputs that can be compared. */
  text: string;
  picture: readonly string[];
  /** Whether texts are filled up to the longest that the model takes: it saw no others. */
  filled: boolean;
}

const PROJECTED: Kind = { text: 'text_embeds', picture: ['image_embeds'], filled: false };
const POOLED: Kind = { text: 'pooler_output', picture: ['pooler_output'], filled: true };

/** CLIP and its kin give projected vectors; SigLIP pools in its own space. */
export function kindOf(config: object): Kind {
  return /^siglip/.test(String(Reflect.get(config, 'model_type'))) ? POOLED : PROJECTED;
}

/** Loads onnx/text_model*.onnx with the folder's tokenizer. Errors: as of {@link OnnxModel.load}. */
export function loadTextPart(
  folder: string | URL,
  config: object,
  options: Omit<PhotoModelOptions, 'textModel'>,
): Promise<OnnxModel> {
  const { text, filled } = kindOf(config);
  const texts: object = Object(Reflect.get(config, 'text_config'));
  const width = Number(Reflect.get(texts, 'max_position_embeddings') ?? 64);
  const padId: unknown = Reflect.get(texts, 'pad_token_id');
  const create: CreateSession = (model, device, usualPad, settings) =>
    OnnxSession.create(model, device, typeof padId === 'number' ? padId : usualPad, {
      ...settings,
      output: text,
      ...(filled && { width }),
    });
  return OnnxModel.load(folder, { ...options, part: 'text_model', maxTokens: width }, create);
}
