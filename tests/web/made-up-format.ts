// How number formats store a matrix: what an ONNX file holds, and the values that come of it.
import type { OnnxGraph } from '../../cli/model/onnx-graph.js';
import { elementType } from '../../cli/model/onnx-graph.js';
import { fromHalves, toHalves } from '../../web/base/half-float.js';
import type { Format, MadeUpWeights, Matrix } from './made-up-weights.js';

/** Values that share a scale, in 4 bits. */
const BLOCK = 16;

/** Rows are the inputs, as ONNX multiplies. */
export interface StoredMatrix {
  /** With the values that the file has. */
  rounded: Matrix;
  /** `input` times the matrix. */
  multiply(graph: OnnxGraph, name: string, input: string): string;
  /** The matrix itself. */
  whole(graph: OnnxGraph, name: string): string;
}

export function stored(matrix: Matrix, format: Format): StoredMatrix {
  const make = { fp32: asFloats, fp16: asHalves, int8: asBytes, uint8: asBytes, q4: asNibbles }[format];
  return make(matrix, format);
}

/** Weights with the values that files of that format have. Only what multiplies is in 4 bits. */
export function roundedWeights(weights: MadeUpWeights, format: Format): MadeUpWeights {
  const table = format === 'q4' ? 'fp32' : format;
  const layers = weights.layers.map((layer) => {
    const matrices = Object.entries(layer).map(([name, value]) => [
      name,
      name === 'norms' ? value : stored(value as Matrix, format).rounded,
    ]);
    return Object.fromEntries(matrices);
  });
  return { ...weights, layers, tokens: stored(weights.tokens, table).rounded };
}

function simple(rounded: Matrix, whole: StoredMatrix['whole']): StoredMatrix {
  return {
    rounded,
    whole,
    multiply: (graph, name, input) => graph.add('MatMul', [input, whole(graph, name)]),
  };
}

function asFloats(matrix: Matrix): StoredMatrix {
  return simple(matrix, (graph, name) =>
    graph.constant(name, 'float', [matrix.rows, matrix.columns], matrix.data),
  );
}

function asHalves(matrix: Matrix): StoredMatrix {
  const halves = toHalves(matrix.data);
  return simple({ ...matrix, data: fromHalves(halves) }, (graph, name) =>
    graph.add('Cast', [graph.constant(name, 'float16', [matrix.rows, matrix.columns], halves)], {
      to: elementType.float,
    }),
  );
}

/** One scale for all. Without a sign, 128 stands for zero. */
function asBytes(matrix: Matrix, format: Format): StoredMatrix {
  const peak = matrix.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = Math.fround(peak / 127);
  const codes = matrix.data.map((value) => Math.round(value / scale));
  const zero = format === 'uint8' ? 128 : 0;
  const bytes = format === 'uint8' ? Uint8Array.from(codes, (code) => code + zero) : Int8Array.from(codes);
  const type = format === 'uint8' ? 'uint8' : 'int8';
  return simple({ ...matrix, data: codes.map((code) => code * scale) }, (graph, name) => {
    const weights = graph.constant(name, type, [matrix.rows, matrix.columns], bytes);
    const zeroPoint = graph.constant(
      `${type} zero`,
      type,
      [],
      type === 'uint8' ? Uint8Array.of(zero) : Int8Array.of(0),
    );
    return graph.add('DequantizeLinear', [weights, graph.scalar(scale), zeroPoint]);
  });
}

/** Each output's weights in blocks with a scale; 8 stands for zero. The operator is one of ONNX Runtime. */
function asNibbles(matrix: Matrix): StoredMatrix {
  const { rows, columns, data } = matrix;
  const blocks = Math.ceil(rows / BLOCK);
  const scales = new Float32Array(columns * blocks);
  const bytes = new Uint8Array((columns * blocks * BLOCK) / 2).fill(0x88);
  const rounded = new Float32Array(data.length);
  for (let column = 0; column < columns; column++) {
    for (let block = 0; block < blocks; block++) {
      const at = column * blocks + block;
      const places = Array.from(
        { length: Math.min(BLOCK, rows - block * BLOCK) },
        (_, i) => block * BLOCK + i,
      );
      const peak = Math.max(...places.map((row) => Math.abs(data[row * columns + column] ?? 0)));
      const scale = Math.fround(peak / 7) || 1;
      scales[at] = scale;
      for (const [i, row] of places.entries()) {
        const code = Math.round((data[row * columns + column] ?? 0) / scale);
        rounded[row * columns + column] = code * scale;
        const byte = (at * BLOCK + i) >> 1;
        const [mask, shift] = i % 2 === 0 ? [0xf0, 0] : [0x0f, 4];
        bytes[byte] = ((bytes[byte] ?? 0) & mask) | ((code + 8) << shift);
      }
    }
  }
  return {
    rounded: { ...matrix, data: rounded },
    whole: () => {
      throw new Error('only products are in 4 bits');
    },
    multiply: (graph, name, input) =>
      graph.add(
        'com.microsoft:MatMulNBits',
        [
          input,
          graph.constant(name, 'uint8', [columns, blocks, BLOCK / 2], bytes),
          graph.constant(`${name}.scales`, 'float', [columns * blocks], scales),
        ],
        { K: rows, N: columns, bits: 4, block_size: BLOCK },
      ),
  };
}
