// The inputs that ONNX models of texts have, and what is fed to them.
import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-web';

/** Token ids of each text of a batch, special tokens included; none of them empty. */
export type TokenBatch = readonly (readonly number[])[];

type Metadata = readonly InferenceSession.ValueMetadata[];
type TensorClass = typeof OrtTensor;

/** Integers, one for each token. */
const BY_TOKEN = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'];
/** What decoders have computed for earlier tokens: [texts, heads, 0, size], for there are none. */
const PAST = /^past_key_values\.\d+\.(key|value)$/;

/** Why a model with these inputs cannot be fed; undefined if it can. */
export function inputFault(inputs: Metadata): string | undefined {
  for (const input of inputs) {
    const { name } = input;
    if (!BY_TOKEN.includes(name) && !PAST.test(name)) return `its input "${name}" is not known`;
    const type = input.isTensor ? input.type : 'none';
    const types = PAST.test(name) ? ['float32', 'float16'] : ['int64', 'int32'];
    if (!types.includes(type)) return `its input "${name}" is of type ${type}, not ${types.join(' or ')}`;
  }
  return inputs.some(({ name }) => name === 'input_ids') ? undefined : 'it has no input "input_ids"';
}

/** Texts are padded at their ends to `least` tokens, or the length of the longest. */
export function feedsFor(
  inputs: Metadata,
  batch: TokenBatch,
  padId: number,
  Tensor: TensorClass,
  least = 0,
): Record<string, OrtTensor> {
  const width = Math.max(least, ...batch.map(({ length }) => length));
  return Object.fromEntries(
    inputs.map((input) => [
      input.name,
      PAST.test(input.name)
        ? nothingPast(input, batch.length, Tensor)
        : byToken(input, valuesOf(input.name, batch, width, padId), batch.length, Tensor),
    ]),
  );
}

/** Row-major [texts, width]. */
function valuesOf(name: string, batch: TokenBatch, width: number, padId: number): Int32Array {
  const values = new Int32Array(batch.length * width);
  if (name === 'token_type_ids') return values;
  if (name === 'position_ids') return values.map((_, i) => i % width);
  if (name === 'input_ids') values.fill(padId);
  for (const [row, tokens] of batch.entries()) {
    const start = row * width;
    if (name === 'input_ids') values.set(tokens, start);
    else values.fill(1, start, start + tokens.length);
  }
  return values;
}

function byToken(
  input: InferenceSession.ValueMetadata,
  values: Int32Array,
  texts: number,
  Tensor: TensorClass,
): OrtTensor {
  const dims = [texts, values.length / texts];
  if (input.isTensor && input.type === 'int32') return new Tensor('int32', values, dims);
  return new Tensor('int64', BigInt64Array.from(values, BigInt), dims);
}

function nothingPast(input: InferenceSession.ValueMetadata, texts: number, Tensor: TensorClass): OrtTensor {
  const { type, shape } = input as InferenceSession.TensorValueMetadata;
  const [, heads = 1, , size = 1] = shape.map((each) => (typeof each === 'number' ? each : 1));
  const dims = [texts, heads, 0, size];
  const halves = type === 'float16';
  return halves
    ? new Tensor('float16', new Uint16Array(0), dims)
    : (new Tensor('float32', new Float32Array(0), dims) as TypedTensor<'float32'>);
}
