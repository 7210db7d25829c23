// Where exporters put a model's ONNX file, and what they call it.

/**
 * Number format of a model's weights: floats of 32 or 16 bits; integers of 8 bits, with or without sign; or of 4 bits, where
 * the rest is in 32 or 16 bits.
 */
export type ModelDtype = 'fp32' | 'fp16' | 'int8' | 'uint8' | 'q4' | 'q4f16';

const NAMES: Record<ModelDtype, readonly string[]> = {
  fp32: ['model.onnx'],
  fp16: ['model_fp16.onnx'],
  int8: ['model_quantized.onnx', 'model_int8.onnx'],
  uint8: ['model_uint8.onnx'],
  q4: ['model_q4.onnx'],
  q4f16: ['model_q4f16.onnx'],
};

const FOLDERS = ['onnx/', ''];

export const DTYPES = Object.keys(NAMES) as readonly ModelDtype[];

/** Formats that are looked for if none is asked for, in this order: the likely ones in both folders, then the others. */
const ORDER: readonly (readonly ModelDtype[])[] = [
  ['int8', 'fp32'],
  ['uint8', 'q4', 'fp16', 'q4f16'],
];

export interface ModelFile {
  file: string;
  dtype: ModelDtype;
}

function filesOf(dtypes: readonly ModelDtype[], part: string): ModelFile[] {
  const named = (folder: string, name: string) => folder + name.replace('model', part);
  return FOLDERS.flatMap((folder) =>
    dtypes.flatMap((dtype) => NAMES[dtype].map((name) => ({ file: named(folder, name), dtype }))),
  );
}

/** Where the model may be, in order of preference; `part` is what files of models in parts have in place of `model`. */
export function candidates(
  dtype: ModelDtype | undefined,
  modelFile: string | undefined,
  part = 'model',
): ModelFile[] {
  if (modelFile !== undefined) return [{ file: modelFile, dtype: dtype ?? dtypeOf(modelFile) }];
  return dtype === undefined ? ORDER.flatMap((each) => filesOf(each, part)) : filesOf([dtype], part);
}

/** By the words that exporters put into names. */
export function dtypeOf(file: string): ModelDtype {
  if (/q4f16/.test(file)) return 'q4f16';
  if (/q4|bnb4/.test(file)) return 'q4';
  if (/uint8/.test(file)) return 'uint8';
  if (/int8|quantized|q8/.test(file)) return 'int8';
  return /fp16/.test(file) ? 'fp16' : 'fp32';
}
