// The made-up transformers as ONNX graphs, with inputs and outputs as exporters give them.
import { elementType, type KeepOutside, OnnxGraph } from '../../cli/model/onnx-graph.js';
import { stored } from './made-up-format.js';
import { EPSILON, TURN_BASE } from './made-up-reference.js';
import {
  FARTHEST,
  type Format,
  type MadeUpLayer,
  type MadeUpWeights,
  type Matrix,
  type Shape,
} from './made-up-weights.js';

export interface GraphOptions {
  format: Format;
  /** What the model gives: vectors of tokens, or also or only means that it has pooled by itself. */
  output: 'tokens' | 'both' | 'pooled';
  /** Type of input_ids and the other inputs, and of the output. */
  ids: 'int64' | 'int32';
  floats: 'float' | 'float16';
  keepOutside?: KeepOutside;
}

const MASKED = -1e9;

/** Those of BERT take types of tokens, those of RoBERTa do not; decoders take positions and what is past. */
export function madeUpGraph(shape: Shape, weights: MadeUpWeights, options: GraphOptions): OnnxGraph {
  return new GraphBuilder(shape, weights, options).build();
}

class GraphBuilder {
  readonly #graph: OnnxGraph;
  readonly #presents: string[] = [];

  constructor(
    private readonly shape: Shape,
    private readonly weights: MadeUpWeights,
    private readonly options: GraphOptions,
  ) {
    this.#graph = new OnnxGraph(shape.kind, 17, options.keepOutside);
  }

  build(): OnnxGraph {
    const { kind, layers } = this.shape;
    const ids = this.#integers('input_ids');
    const mask = this.#graph.add('Cast', [this.#integers('attention_mask')], { to: elementType.float });
    const types = kind === 'bert' && this.shape.offset === 0 ? this.#integers('token_type_ids') : undefined;
    const positions = kind === 'decoder' ? this.#integers('position_ids') : this.#range(ids);
    const bias = this.#bias(mask, positions);
    let hidden = this.#embedded(ids, positions, types);
    for (let layer = 0; layer < layers; layer++) hidden = this.#layer(layer, hidden, bias, positions);
    if (kind !== 'bert') hidden = this.#norm(hidden, 'last', this.weights.last);
    this.#outputs(hidden, mask);
    return this.#graph;
  }

  #integers(name: string): string {
    const input = this.#graph.input(name, this.options.ids, ['batch', 'sequence']);
    return this.#graph.add('Cast', [input], { to: elementType.int64 });
  }

  /** [1, sequence], counted from 0. */
  #range(ids: string): string {
    const length = this.#graph.add('Gather', [this.#graph.add('Shape', [ids]), this.#one('one index', 1)]);
    const counted = this.#graph.add('Range', [this.#one('zero', 0), length, this.#one('step', 1)]);
    return this.#graph.add('Unsqueeze', [counted, this.#graph.integers(0)]);
  }

  #one(name: string, value: number): string {
    return this.#graph.constant(name, 'int64', [], BigInt64Array.of(BigInt(value)));
  }

  #table(name: string, { rows, columns, data }: Matrix): string {
    return this.#graph.constant(name, 'float', [rows, columns], data);
  }

  #embedded(ids: string, positions: string, types: string | undefined): string {
    const { kind, offset } = this.shape;
    const format = this.options.format === 'q4' ? 'fp32' : this.options.format;
    const table = stored(this.weights.tokens, format).whole(this.#graph, 'tokens');
    const words = this.#graph.add('Gather', [table, ids]);
    if (kind !== 'bert') return words;
    const shifted = this.#graph.add('Add', [positions, this.#one('offset', offset)]);
    const placed = this.#graph.add('Gather', [this.#table('places', this.weights.places), shifted]);
    const zero = types ?? this.#graph.add('Mul', [ids, this.#one('zero', 0)]);
    const typed = this.#graph.add('Gather', [this.#table('types', this.weights.types), zero]);
    const sum = this.#graph.add('Add', [this.#graph.add('Add', [words, placed]), typed]);
    return this.#norm(sum, 'first', this.weights.first);
  }

  /** What is added to scores: [batch or 1, heads or 1, sequence or 1, sequence]. */
  #bias(mask: string, positions: string): string {
    const { kind } = this.shape;
    const hidden = this.#graph.add('Sub', [this.#graph.scalar(1), mask]);
    const masked = this.#graph.add('Mul', [hidden, this.#graph.scalar(MASKED)]);
    const padding = this.#graph.add('Unsqueeze', [masked, this.#graph.integers(1, 2)]);
    if (kind === 'bert') return padding;
    const rows = this.#graph.add('Unsqueeze', [positions, this.#graph.integers(2)]);
    const columns = this.#graph.add('Unsqueeze', [positions, this.#graph.integers(1)]);
    const distance = this.#graph.add('Sub', [columns, rows]);
    if (kind === 'decoder') {
      const later = this.#graph.add('Greater', [distance, this.#one('zero', 0)]);
      const ahead = this.#graph.add('Cast', [later], { to: elementType.float });
      const causal = this.#graph.add('Mul', [ahead, this.#graph.scalar(MASKED)]);
      const each = this.#graph.add('Unsqueeze', [causal, this.#graph.integers(1)]);
      return this.#graph.add('Add', [padding, each]);
    }
    const near = this.#graph.add('Clip', [
      distance,
      this.#one('least', -FARTHEST),
      this.#one('most', FARTHEST),
    ]);
    const row = this.#graph.add('Add', [near, this.#one('farthest', FARTHEST)]);
    const table = this.#table('distances', this.weights.distances);
    const biases = this.#graph.add('Gather', [table, row]);
    return this.#graph.add('Add', [this.#graph.add('Transpose', [biases], { perm: [0, 3, 1, 2] }), padding]);
  }

  #layer(number: number, input: string, bias: string, positions: string): string {
    const { kind } = this.shape;
    const layer = this.weights.layers[number] as MadeUpLayer;
    const name = `layer ${number}`;
    const [before, after] = layer.norms;
    const add = (left: string, right: string) => this.#graph.add('Add', [left, right]);
    if (kind === 'bert') {
      const mixed = this.#norm(
        add(input, this.#attention(number, input, bias, positions)),
        `${name} before`,
        before,
      );
      return this.#norm(add(mixed, this.#raised(name, layer, mixed)), `${name} after`, after);
    }
    const normed = this.#norm(input, `${name} before`, before);
    const mixed = add(input, this.#attention(number, normed, bias, positions));
    return add(mixed, this.#raised(name, layer, this.#norm(mixed, `${name} after`, after)));
  }

  #product(name: string, matrix: Matrix, input: string): string {
    return stored(matrix, this.options.format).multiply(this.#graph, name, input);
  }

  #attention(number: number, input: string, bias: string, positions: string): string {
    const { kind, hidden, heads } = this.shape;
    const layer = this.weights.layers[number] as MadeUpLayer;
    const size = hidden / heads;
    const part = (name: 'query' | 'key' | 'value') => {
      const product = this.#product(`layer ${number} ${name}`, layer[name], input);
      const split = this.#graph.add('Reshape', [product, this.#graph.integers(0, 0, heads, size)]);
      const each = this.#graph.add('Transpose', [split], { perm: [0, 2, 1, 3] });
      return kind === 'decoder' && name !== 'value' ? this.#turned(each, positions, size) : each;
    };
    const [query, key, value] = [
      part('query'),
      this.#past(number, 'key', part('key')),
      this.#past(number, 'value', part('value')),
    ];
    const turnedKey = this.#graph.add('Transpose', [key], { perm: [0, 1, 3, 2] });
    const scores = this.#graph.add('MatMul', [query, turnedKey]);
    const scale = this.#graph.scalar(kind === 't5' ? 1 : 1 / Math.sqrt(size));
    const scaled = this.#graph.add('Add', [this.#graph.add('Mul', [scores, scale]), bias]);
    const shares = this.#graph.add('Softmax', [scaled], { axis: -1 });
    const mixed = this.#graph.add('Transpose', [this.#graph.add('MatMul', [shares, value])], {
      perm: [0, 2, 1, 3],
    });
    const joined = this.#graph.add('Reshape', [mixed, this.#graph.integers(0, 0, hidden)]);
    return this.#product(`layer ${number} mixed`, layer.mixed, joined);
  }

  /** Decoders put what is new after what is past. */
  #past(layer: number, name: 'key' | 'value', present: string): string {
    const { kind, hidden, heads } = this.shape;
    if (kind !== 'decoder') return present;
    const dims = ['batch', heads, 'past', hidden / heads];
    const past = this.#graph.input(`past_key_values.${layer}.${name}`, 'float', dims);
    const output = `present.${layer}.${name}`;
    this.#presents.push(output);
    return this.#graph.addNamed('Concat', [past, present], [output], { axis: 2 })[0] ?? '';
  }

  #turned(value: string, positions: string, size: number): string {
    const half = size / 2;
    const speeds = Float32Array.from({ length: half }, (_, i) => TURN_BASE ** (-i / half));
    const floats = this.#graph.add('Cast', [positions], { to: elementType.float });
    const column = this.#graph.add('Unsqueeze', [floats, this.#graph.integers(1, 3)]);
    const angles = this.#graph.add('Mul', [column, this.#graph.constant('speeds', 'float', [half], speeds)]);
    const both = this.#graph.add('Concat', [angles, angles], { axis: 3 });
    const cut = (from: number, to: number) =>
      this.#graph.add('Slice', [value, ...[from, to, 3].map((each) => this.#graph.integers(each))]);
    const turned = this.#graph.add('Concat', [this.#graph.add('Neg', [cut(half, size)]), cut(0, half)], {
      axis: 3,
    });
    const along = this.#graph.add('Mul', [value, this.#graph.add('Cos', [both])]);
    return this.#graph.add('Add', [along, this.#graph.add('Mul', [turned, this.#graph.add('Sin', [both])])]);
  }

  #raised(name: string, layer: MadeUpLayer, input: string): string {
    const { kind } = this.shape;
    const raised = this.#product(`${name} raised`, layer.raised, input);
    const inner = {
      bert: () => this.#gelu(raised),
      t5: () => this.#graph.add('Relu', [raised]),
      decoder: () => this.#gated(name, layer, input, raised),
    }[kind]();
    return this.#product(`${name} lowered`, layer.lowered, inner);
  }

  #gated(name: string, layer: MadeUpLayer, input: string, raised: string): string {
    const gate = this.#product(`${name} gate`, layer.gate, input);
    const open = this.#graph.add('Mul', [gate, this.#graph.add('Sigmoid', [gate])]);
    return this.#graph.add('Mul', [open, raised]);
  }

  #gelu(input: string): string {
    const scaled = this.#graph.add('Div', [input, this.#graph.scalar(Math.SQRT2)]);
    const raised = this.#graph.add('Add', [this.#graph.add('Erf', [scaled]), this.#graph.scalar(1)]);
    return this.#graph.add('Mul', [this.#graph.add('Mul', [input, raised]), this.#graph.scalar(0.5)]);
  }

  #norm(input: string, name: string, gain: Float32Array): string {
    const scale = this.#graph.constant(`${name} norm`, 'float', [gain.length], gain);
    if (this.shape.kind === 'bert') {
      const zeros = this.#graph.constant('no bias', 'float', [gain.length], new Float32Array(gain.length));
      return this.#graph.add('LayerNormalization', [input, scale, zeros], {
        axis: -1,
        epsilon: { float: EPSILON },
      });
    }
    const squares = this.#graph.add('ReduceMean', [this.#graph.add('Mul', [input, input])], {
      axes: [-1],
      keepdims: 1,
    });
    const size = this.#graph.add('Sqrt', [this.#graph.add('Add', [squares, this.#graph.scalar(EPSILON)])]);
    return this.#graph.add('Mul', [this.#graph.add('Div', [input, size]), scale]);
  }

  #outputs(hidden: string, mask: string): void {
    const { hidden: width, heads } = this.shape;
    const { output, floats } = this.options;
    const give = (name: string, value: string, dims: (string | number)[]) => {
      this.#graph.addNamed('Cast', [value], [name], { to: elementType[floats] });
      this.#graph.output(name, floats, dims);
    };
    if (output !== 'pooled') give('last_hidden_state', hidden, ['batch', 'sequence', width]);
    for (const name of this.#presents)
      this.#graph.output(name, 'float', ['batch', heads, 'all', width / heads]);
    if (output === 'tokens') return;
    const column = this.#graph.add('Unsqueeze', [mask, this.#graph.integers(2)]);
    const kept = this.#graph.add('Mul', [hidden, column]);
    const sums = this.#graph.add('ReduceSum', [kept, this.#graph.integers(1)], { keepdims: 0 });
    const counts = this.#graph.add('ReduceSum', [mask, this.#graph.integers(1)], { keepdims: 1 });
    give('sentence_embedding', this.#graph.add('Div', [sums, counts]), ['batch', width]);
  }
}
