// BERT models as exporters of PyTorch write them: weights under numbers for names, sizes found out by operators, and in 8 bits
// with one scale a matrix and one for the activations of a whole batch.
import { elementType, OnnxGraph } from '../../cli/model/onnx-graph.js';
import type { MadeUpBert } from './made-up-bert.js';

export interface ExportOptions {
  /** LayerNormalization, or its parts, as before operator set 17. */
  norms?: 'whole' | 'parts';
  quantised?: boolean;
  /** As graphs of other tools have dense layers; those of Gemm take rows alone and cannot be run. */
  dense?: 'gemm' | 'dynamic';
  /** What is not as in BERT. */
  odd?: 'scale' | 'activation' | 'positions' | 'fused';
}

/** The file's pieces. */
export function exportedBert(model: MadeUpBert, options: ExportOptions = {}): readonly Uint8Array[] {
  return new Exporter(model, options).build().encode('leann-web tests');
}

class Exporter {
  readonly #graph = new OnnxGraph('torch-jit-export', 17);
  readonly #model: MadeUpBert;
  readonly #options: ExportOptions;
  #number = 100;

  constructor(model: MadeUpBert, options: ExportOptions) {
    this.#model = model;
    this.#options = options;
  }

  build(): OnnxGraph {
    const graph = this.#graph;
    const shape = ['batch_size', 'sequence_length'];
    const [ids, mask, types] = ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => {
      return graph.input(name, 'int64', shape);
    }) as [string, string, string];
    const kept = graph.add('Cast', [graph.add('Unsqueeze', [mask, graph.integers(1, 2)])], {
      to: elementType.float,
    });
    const gone = graph.add('Sub', [graph.scalar(1), kept]);
    const maskBias = graph.add('Mul', [gone, graph.scalar(-3.4e38)]);
    let states = this.#embedded(ids, types);
    for (let layer = 0; layer < this.#model.config.num_hidden_layers; layer++) {
      states = this.#layer(`encoder.layer.${layer}`, states, maskBias);
    }
    graph.addNamed('Identity', [states], ['last_hidden_state']);
    graph.output('last_hidden_state', 'float', [...shape, this.#model.config.hidden_size]);
    return graph;
  }

  #embedded(ids: string, types: string): string {
    const graph = this.#graph;
    const [positions = 0] = this.#model.weights.weight('embeddings.position_embeddings.weight').shape;
    const every = BigInt64Array.from({ length: positions }, (_, i) => BigInt(i));
    const all = graph.constant(this.#name(), 'int64', [1, positions], every);
    // RoBERTa counts from 2.
    const first = graph.integers(this.#options.odd === 'positions' ? 2 : 0);
    const end = graph.add('Add', [this.#size(ids, 1), first]);
    const places = graph.add('Slice', [all, first, end, graph.integers(1)]);
    const word = this.#looked('embeddings.word_embeddings.weight', ids);
    const type = this.#looked('embeddings.token_type_embeddings.weight', types);
    const place = this.#looked('embeddings.position_embeddings.weight', places);
    const sum = graph.add('Add', [graph.add('Add', [word, type]), place]);
    return this.#normalized('embeddings.LayerNorm', sum);
  }

  #layer(name: string, input: string, maskBias: string): string {
    const graph = this.#graph;
    const mixed = this.#dense(`${name}.attention.output.dense`, this.#attended(name, input, maskBias));
    const after = this.#normalized(`${name}.attention.output.LayerNorm`, graph.add('Add', [mixed, input]));
    const inner = this.#activated(this.#dense(`${name}.intermediate.dense`, after));
    const lowered = this.#dense(`${name}.output.dense`, inner);
    return this.#normalized(`${name}.output.LayerNorm`, graph.add('Add', [lowered, after]));
  }

  #attended(name: string, input: string, maskBias: string): string {
    const graph = this.#graph;
    const { hidden_size: hidden, num_attention_heads: heads } = this.#model.config;
    const size = hidden / heads;
    const [query, key, value] = ['query', 'key', 'value'].map((part, i) => {
      const dense = this.#dense(`${name}.attention.self.${part}`, input);
      return graph.add('Transpose', [this.#reshaped(dense, heads, size)], {
        perm: i === 1 ? [0, 2, 3, 1] : [0, 2, 1, 3],
      });
    }) as [string, string, string];
    const scale = this.#options.odd === 'scale' ? 1 : Math.sqrt(size);
    const scores = graph.add('Div', [graph.add('MatMul', [query, key]), graph.scalar(scale)]);
    const shares = graph.add('Softmax', [graph.add('Add', [scores, maskBias])], { axis: -1 });
    const sums = graph.add('MatMul', [shares, value]);
    return this.#reshaped(graph.add('Transpose', [sums], { perm: [0, 2, 1, 3] }), hidden);
  }

  #activated(input: string): string {
    const graph = this.#graph;
    if (this.#options.odd === 'activation') return graph.add('Relu', [input]);
    const erf = graph.add('Erf', [graph.add('Div', [input, graph.scalar(Math.SQRT2)])]);
    const product = graph.add('Mul', [input, graph.add('Add', [erf, graph.scalar(1)])]);
    return graph.add('Mul', [product, graph.scalar(0.5)]);
  }

  #normalized(name: string, input: string): string {
    const graph = this.#graph;
    const epsilon = this.#model.config.layer_norm_eps;
    const [gain, bias] = [this.#constant(`${name}.weight`), this.#constant(`${name}.bias`)];
    if (this.#options.odd === 'fused') {
      return graph.add('com.microsoft:SkipLayerNormalization', [input, input, gain, bias], {
        epsilon: { float: epsilon },
      });
    }
    if (this.#options.norms !== 'parts') {
      return graph.add('LayerNormalization', [input, gain, bias], { axis: -1, epsilon: { float: epsilon } });
    }
    const centred = graph.add('Sub', [input, graph.add('ReduceMean', [input], { axes: [-1] })]);
    const squares = graph.add('Pow', [centred, graph.scalar(2)]);
    const variance = graph.add('ReduceMean', [squares], { axes: [-1] });
    const deviation = graph.add('Sqrt', [graph.add('Add', [variance, graph.scalar(epsilon)])]);
    const scaled = graph.add('Mul', [graph.add('Div', [centred, deviation]), gain]);
    return graph.add('Add', [scaled, bias]);
  }

  #looked(name: string, ids: string): string {
    const graph = this.#graph;
    if (!this.#options.quantised) return graph.add('Gather', [this.#constant(name), ids]);
    const { shape, data } = this.#model.weights.weight(name);
    const { codes, scale, zero } = this.#quantised(data, shape);
    return graph.add('DequantizeLinear', [graph.add('Gather', [codes, ids]), scale, zero]);
  }

  #dense(name: string, input: string): string {
    const graph = this.#graph;
    const { shape, data } = this.#model.weights.weight(`${name}.weight`);
    const [outer = 0, inner = 0] = shape;
    const matrix = Float32Array.from(data, (_, i) => data[(i % outer) * inner + Math.floor(i / outer)] ?? 0);
    const bias = this.#constant(`${name}.bias`);
    if (this.#options.dense === 'gemm') {
      return graph.add('Gemm', [input, this.#constant(`${name}.weight`), bias], { transB: 1 });
    }
    if (!this.#options.quantised) {
      const weights = graph.constant(this.#name(), 'float', [inner, outer], matrix);
      return graph.add('Add', [bias, graph.add('MatMul', [input, weights])]);
    }
    const { codes, scale, zero } = this.#quantised(matrix, [inner, outer]);
    if (this.#options.dense === 'dynamic') {
      return graph.add('com.microsoft:DynamicQuantizeMatMul', [input, codes, scale, zero, bias]);
    }
    const [rows = '', rowScale = '', rowZero = ''] = graph.addNamed(
      'DynamicQuantizeLinear',
      [input],
      [this.#name(), this.#name(), this.#name()],
    );
    const product = graph.add('MatMulInteger', [rows, codes, rowZero, zero]);
    const floats = graph.add('Cast', [product], { to: elementType.float });
    return graph.add('Add', [graph.add('Mul', [floats, graph.add('Mul', [rowScale, scale])]), bias]);
  }

  /** One scale and zero point for all of it. */
  #quantised(data: Float32Array, shape: readonly number[]): { codes: string; scale: string; zero: string } {
    const least = data.reduce((a, b) => Math.min(a, b), 0);
    const most = data.reduce((a, b) => Math.max(a, b), 0);
    const step = (most - least) / 255;
    const zero = Math.round(-least / step);
    const codes = Uint8Array.from(data, (value) =>
      Math.max(0, Math.min(255, Math.round(value / step) + zero)),
    );
    return {
      codes: this.#graph.constant(this.#name(), 'uint8', shape, codes),
      scale: this.#graph.constant(this.#name(), 'float', [], Float32Array.of(step)),
      zero: this.#graph.constant(this.#name(), 'uint8', [], Uint8Array.of(zero)),
    };
  }

  #constant(name: string): string {
    const { shape, data } = this.#model.weights.weight(name);
    return this.#graph.constant(this.#name(), 'float', shape, data);
  }

  /** The last axis cut up, or the last two joined. */
  #reshaped(value: string, ...last: number[]): string {
    const sizes = [
      this.#size(value, 0),
      this.#size(value, 1),
      ...last.map((each) => this.#graph.integers(each)),
    ];
    return this.#graph.add('Reshape', [value, this.#graph.add('Concat', sizes, { axis: 0 })]);
  }

  #size(value: string, axis: number): string {
    const all = this.#graph.add('Shape', [value]);
    return this.#graph.add('Gather', [all, this.#graph.integers(axis)]);
  }

  #name(): string {
    return `onnx::MatMul_${this.#number++}`;
  }
}
