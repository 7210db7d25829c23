// A BERT encoder as an ONNX graph. How a table is looked up and how a matrix is multiplied is left to `Precision`.
import { type DenseLayer, readDenseLayer, sideBySide, withOnes } from './dense-layer.js';
import { elementType, OnnxGraph } from './onnx-graph.js';
import type { Safetensors, Weight } from './safetensors.js';

/** The entries of a Hugging Face config.json that shape the graph. */
export interface BertConfig {
  hidden_size: number;
  num_attention_heads: number;
  num_hidden_layers: number;
  layer_norm_eps: number;
}

/** How weights are stored and used: as floats, or as 8-bit integers. */
export interface Precision {
  /** Rows of a [rows, width] table for int64 ids of any shape. */
  lookUp(graph: OnnxGraph, name: string, table: Weight, ids: string): string;
  /**
   * `input` times `matrix` [inner, outer] plus `bias` [outer], along the last axis.
   * `input` is said to lie in [`atLeast`, ∞) where that is known.
   */
  multiply(graph: OnnxGraph, layer: DenseLayer, input: string, atLeast?: number): string;
}

const opset = 17;
/** The least value of erf-GELU, rounded down: what follows it knows that its input is not lower. */
const geluMinimum = -0.17;
/** Added to the attention scores of padding: small enough that its softmax is exactly 0, and far from overflow. */
const masked = -1e9;

/**
 * Builds the encoder: `input_ids`, `attention_mask` and `token_type_ids`, int64 [batch, sequence], to
 * `last_hidden_state`, float [batch, sequence, hidden].
 */
export function bertGraph(config: BertConfig, weights: Safetensors, precision: Precision): OnnxGraph {
  return new BertGraph(config, weights, precision).build();
}

class BertGraph {
  private readonly graph = new OnnxGraph('bert', opset);

  constructor(
    private readonly config: BertConfig,
    private readonly weights: Safetensors,
    private readonly precision: Precision,
  ) {}

  build(): OnnxGraph {
    const shape = ['batch', 'sequence'];
    const ids = this.graph.input('input_ids', 'int64', shape);
    const mask = this.graph.input('attention_mask', 'int64', shape);
    const types = this.graph.input('token_type_ids', 'int64', shape);
    const maskBias = this.maskBias(mask);
    let hidden = this.embeddings(ids, types);
    for (let layer = 0; layer < this.config.num_hidden_layers; layer++) {
      hidden = this.layer(`encoder.layer.${layer}`, hidden, maskBias);
    }
    this.graph.addNamed('Identity', [hidden], ['last_hidden_state']);
    this.graph.output('last_hidden_state', 'float', [...shape, this.config.hidden_size]);
    return this.graph;
  }

  private embeddings(ids: string, types: string): string {
    const name = 'embeddings.word_embeddings.weight';
    const words = this.precision.lookUp(this.graph, name, this.weights.weight(name), ids);
    const length = this.graph.add('Gather', [this.graph.add('Shape', [ids]), this.graph.integers(1)]);
    const places = this.tensor('embeddings.position_embeddings.weight');
    const placed = this.graph.add('Slice', [places, this.graph.integers(0), length]);
    const typed = this.graph.add('Gather', [this.tensor('embeddings.token_type_embeddings.weight'), types]);
    const sum = this.graph.add('Add', [this.graph.add('Add', [words, placed]), typed]);
    return this.normalize('embeddings.LayerNorm', sum);
  }

  private layer(name: string, input: string, maskBias: string): string {
    const attended = this.attention(`${name}.attention`, input, maskBias);
    const inner = this.gelu(this.dense(`${name}.intermediate.dense`, attended));
    const output = this.dense(`${name}.output.dense`, inner, geluMinimum);
    return this.normalize(`${name}.output.LayerNorm`, this.graph.add('Add', [output, attended]));
  }

  private attention(name: string, input: string, maskBias: string): string {
    const { hidden_size: hidden, num_attention_heads: heads } = this.config;
    const size = hidden / heads;
    const [query = '', key = '', value = ''] = this.queryKeyValue(`${name}.self`, input);
    const turnedKey = this.heads(key, size, [0, 2, 3, 1]);
    const scores = this.graph.add('MatMul', [this.heads(query, size, [0, 2, 1, 3]), turnedKey]);
    const scaled = this.graph.add('Mul', [scores, this.graph.scalar(1 / Math.sqrt(size))]);
    const shares = this.exponential(this.graph.add('Add', [scaled, maskBias]));
    const sums = this.graph.add('MatMul', [shares, this.heads(value, size + 1, [0, 2, 1, 3])]);
    const attended = this.dense(`${name}.output.dense`, this.means(`${name}.mean`, sums, size));
    return this.normalize(`${name}.output.LayerNorm`, this.graph.add('Add', [attended, input]));
  }

  /**
   * One product for the three: the input is read (and quantised) once. Each head's values get a column of ones, so
   * that the product with the values also sums up the softmax. The Softmax operator would sum in an order that
   * depends on how long the padding is, and the last bit of a float decides now and then how it is quantised.
   */
  private queryKeyValue(name: string, input: string): readonly string[] {
    const { hidden_size: hidden, num_attention_heads: heads } = this.config;
    const [query, key, value] = [`${name}.query`, `${name}.key`, `${name}.value`];
    const layers = [query, key, value].map((part) => readDenseLayer(this.weights, part));
    const widened = layers.map((layer) => (layer.name === value ? withOnes(layer, heads) : layer));
    const joined = this.precision.multiply(this.graph, sideBySide(name, widened), input);
    const sizes = this.graph.integers(hidden, hidden, hidden + heads);
    return this.graph.addNamed('Split', [joined, sizes], [query, key, value], { axis: 2 });
  }

  /** Divides each head's weighted sums by the sum of the weights, in its last column, and joins the heads. */
  private means(name: string, sums: string, size: number): string {
    const turned = this.graph.add('Transpose', [sums], { perm: [0, 2, 1, 3] });
    const sizes = this.graph.integers(size, 1);
    const parts = this.graph.addNamed('Split', [turned, sizes], [`${name}.sum`, `${name}.weight`], {
      axis: 3,
    });
    const joined = this.graph.integers(0, 0, this.config.hidden_size);
    return this.graph.add('Reshape', [this.graph.add('Div', parts), joined]);
  }

  /** e to the scores, less the greatest of the row so that it cannot overflow. */
  private exponential(scores: string): string {
    const peak = this.graph.add('ReduceMax', [scores], { axes: [-1], keepdims: 1 });
    return this.graph.add('Exp', [this.graph.add('Sub', [scores, peak])]);
  }

  private heads(value: string, size: number, perm: readonly number[]): string {
    const heads = this.config.num_attention_heads;
    const split = this.graph.add('Reshape', [value, this.graph.integers(0, 0, heads, size)]);
    return this.graph.add('Transpose', [split], { perm });
  }

  private maskBias(mask: string): string {
    const kept = this.graph.add('Cast', [mask], { to: elementType.float });
    const hidden = this.graph.add('Sub', [this.graph.scalar(1), kept]);
    const bias = this.graph.add('Mul', [hidden, this.graph.scalar(masked)]);
    return this.graph.add('Unsqueeze', [bias, this.graph.integers(1, 2)]);
  }

  private gelu(input: string): string {
    const scaled = this.graph.add('Div', [input, this.graph.scalar(Math.SQRT2)]);
    const raised = this.graph.add('Add', [this.graph.add('Erf', [scaled]), this.graph.scalar(1)]);
    return this.graph.add('Mul', [this.graph.add('Mul', [input, raised]), this.graph.scalar(0.5)]);
  }

  private normalize(name: string, input: string): string {
    const inputs = [input, this.tensor(`${name}.weight`), this.tensor(`${name}.bias`)];
    const attributes = { axis: -1, epsilon: { float: this.config.layer_norm_eps } };
    return this.graph.add('LayerNormalization', inputs, attributes);
  }

  private tensor(name: string): string {
    const { shape, data } = this.weights.weight(name);
    return this.graph.constant(name, 'float', shape, data);
  }

  private dense(name: string, input: string, atLeast?: number): string {
    return this.precision.multiply(this.graph, readDenseLayer(this.weights, name), input, atLeast);
  }
}
