// Small real ONNX models for tests of the embedder, each with one peculiarity.
import { copyFile, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElementType, elementType, OnnxGraph } from '../../cli/model/onnx-graph.js';
import { modelFolder } from './model-folder.js';

const SHAPE = ['batch', 'sequence'];

/** Adds operators that turn a column of floats, [batch, sequence, 1], into the vectors of the tokens. */
export type Vectors = (graph: OnnxGraph, column: string) => string;

/** [x, 1, -x]: every token has a direction of its own. */
export const direction: Vectors = (graph, column) => {
  const times = graph.constant('times', 'float', [3], Float32Array.of(1e-3, 0, -1e-3));
  const plus = graph.constant('plus', 'float', [3], Float32Array.of(0, 1, 0));
  return graph.add('Add', [graph.add('Mul', [column, times]), plus]);
};

export interface SmallModel {
  vectors?: Vectors;
  /** Default `input_ids`. */
  input?: string;
  /** Default float. */
  output?: ElementType;
  /** Gives one vector a text, that of its first token, instead of one a token. */
  pooled?: boolean;
}

/** Makes a folder with the real tokenizer and a small model. The caller removes it. */
export async function smallModel(model: SmallModel = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-model-'));
  await mkdir(join(folder, 'onnx'));
  for (const file of ['tokenizer.json', 'tokenizer_config.json', 'config.json']) {
    await copyFile(join(modelFolder(), file), join(folder, file));
  }
  await writeFile(join(folder, 'onnx', 'model.onnx'), graphOf(model).encode('leann-web tests'));
  return folder;
}

function graphOf({ vectors = direction, input = 'input_ids', output = 'float', pooled }: SmallModel) {
  const graph = new OnnxGraph('small', 17);
  graph.input(input, 'int64', SHAPE);
  const floats = graph.add('Cast', [input], { to: elementType.float });
  const made = vectors(graph, graph.add('Unsqueeze', [floats, graph.integers(-1)]));
  const result = pooled
    ? graph.add('Gather', [made, graph.constant('first', 'int64', [], BigInt64Array.of(0n))], { axis: 1 })
    : made;
  const name = pooled ? 'sentence_embedding' : 'last_hidden_state';
  graph.addNamed('Cast', [result], [name], { to: elementType[output] });
  graph.output(name, output, pooled ? ['batch', 3] : [...SHAPE, 3]);
  return graph;
}
