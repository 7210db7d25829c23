// Makes the weights for our own encoder of a model's folder that has none.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { LeannError, messageOf } from '../../web/base/error.js';
import { candidates, type ModelDtype } from '../../web/embed/model-files.js';
import { HuggingFaceTokenizer } from '../../web/embed/tokenizer.js';
import { readIfThere } from '../files.js';
import { type BertWeights, bertWeights } from './bert-weights.js';
import { checkVectors } from './check-weights.js';
import { type EncoderConfig, type EncoderFiles, encoderFault, encoderFiles } from './encoder-file.js';
import { bertInOnnx } from './onnx-bert.js';
import { Safetensors } from './safetensors.js';
import { type SeldomTokens, seldomTokens } from './seldom-tokens.js';

/** Weights as PyTorch has them. */
export const SAFETENSORS = 'model.safetensors';

/** Raised whenever other bytes are made of the same folder. */
const MAKER = 3;

/** What the weights are made of. */
interface Ingredients {
  config: EncoderConfig;
  special: { prefix: readonly number[]; suffix: readonly number[] };
  seldom: SeldomTokens;
  /** The ONNX file that pages would run otherwise. */
  onnx: { bytes: Uint8Array; isFloat: boolean } | undefined;
  /** Gives the weights: of the ONNX file in floats if there is one, of the safetensors file, or of the ONNX file in integers. */
  weights: () => BertWeights;
  /** SHA-256 of the file whose vectors are made, in hexadecimal. */
  modelHash: string;
  /** Changes with all that decides which bytes are made. */
  key: string;
}

export interface MadeEncoder {
  /** Names the folder's content. */
  key: string;
  files: EncoderFiles;
}

/**
 * Makes the weights; `kept` may have them from before, by their key. Takes some 15 s for all-MiniLM-L6-v2, and time in
 * proportion to the weights. `dtype`: which of the ONNX files the vectors stand for; default: as pages choose it.
 * @throws LeannError `model-load`: `leann: cannot make encoder of <folder>: <reason>` for a model that is not BERT's, or not read.
 */
export async function encoderOfFolder(
  folder: string,
  dtype?: ModelDtype,
  kept: (key: string) => Promise<EncoderFiles | undefined> = async () => undefined,
): Promise<MadeEncoder> {
  try {
    const parts = await ingredients(folder, dtype);
    const before = await kept(parts.key);
    return { key: parts.key, files: before ?? (await made(parts)) };
  } catch (cause) {
    throw new LeannError('model-load', `leann: cannot make encoder of ${folder}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function made({ weights: read, onnx, ...parts }: Ingredients): Promise<EncoderFiles> {
  const { config, special } = parts;
  const weights = read();
  const fault = encoderFault({ config, weights });
  if (fault !== undefined) throw new Error(fault);
  if (onnx !== undefined) await checkVectors(onnx, config, weights, special);
  return encoderFiles({ ...parts, weights });
}

async function ingredients(folder: string, dtype: ModelDtype | undefined): Promise<Ingredients> {
  const config = configOf(await json(folder, 'config.json'));
  const tokenizer = await json(folder, 'tokenizer.json');
  if (tokenizer === undefined) throw new Error('it has no tokenizer.json');
  const reader = new HuggingFaceTokenizer(tokenizer);
  const special = reader.specialTokens;
  const seldom = seldomTokens(tokenizer, reader);
  const float = dtype === 'int8' ? undefined : await firstOf(folder, 'fp32');
  const int8 = dtype === 'fp32' ? undefined : await firstOf(folder, 'int8');
  const safetensors = await readIfThere(join(folder, SAFETENSORS));
  const standsFor = int8 ?? float ?? safetensors;
  if (standsFor === undefined)
    throw new Error('it has neither an ONNX file in floats or 8 bits nor model.safetensors');
  const source = (await firstOf(folder, 'fp32')) ?? safetensors ?? standsFor;
  const modelHash = sha256Of(standsFor);
  return {
    config,
    special,
    seldom,
    onnx: standsFor === safetensors ? undefined : { bytes: standsFor, isFloat: standsFor === float },
    weights: () => (source === safetensors ? fromSafetensors(source, config) : bertInOnnx(source, config)),
    modelHash,
    key: sha256Of(
      Buffer.from(
        JSON.stringify([
          MAKER,
          modelHash,
          sha256Of(source),
          config,
          special,
          [...seldom.unused],
          [...seldom.foreign],
        ]),
      ),
    ).slice(0, 16),
  };
}

function fromSafetensors(file: Uint8Array, config: EncoderConfig & { model_type?: string }): BertWeights {
  // Others have weights of the same names, and positions of another kind.
  const type = config.model_type ?? 'bert';
  if (type !== 'bert') throw new Error(`its model_type is ${type}`);
  return bertWeights(config, new Safetensors(file));
}

async function firstOf(folder: string, dtype: ModelDtype): Promise<Uint8Array | undefined> {
  for (const { file } of candidates(dtype, undefined)) {
    const bytes = await readIfThere(join(folder, file));
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

async function json(folder: string, name: string): Promise<object | undefined> {
  const bytes = await readIfThere(join(folder, name));
  return bytes && Object(JSON.parse(bytes.toString('utf8')));
}

const SIZES = ['hidden_size', 'num_attention_heads', 'num_hidden_layers', 'intermediate_size'] as const;

function configOf(config: object | undefined): EncoderConfig {
  if (config === undefined) throw new Error('it has no config.json');
  for (const name of SIZES) {
    if (!Number.isInteger(Reflect.get(config, name))) throw new Error(`its config.json does not say ${name}`);
  }
  return { layer_norm_eps: 1e-12, ...config } as EncoderConfig;
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
