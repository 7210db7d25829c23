// Finds the weights of a BERT encoder in an ONNX graph by what flows where, whatever its values are called.
import type { BertConfig } from './bert-graph.js';
import type { BertWeights, DenseWeights, LayerWeights, NormWeights } from './bert-weights.js';
import { sizeOf, turned } from './onnx-constants.js';
import { readOnnx } from './onnx-file.js';
import {
  type Dense,
  type Landmark,
  type Norm,
  OnnxLandmarks,
  type Product,
  type Table,
} from './onnx-landmarks.js';

/** Rows that a table of token types may have: far fewer than any table of positions. */
const MOST_TYPES = 16;

/** Throws an Error that says what is not as in BERT. Whether its vectors are those of the graph is not known then. */
export function bertInOnnx(file: Uint8Array, config: BertConfig): BertWeights {
  return new BertSearch(new OnnxLandmarks(readOnnx(file)), config).found();
}

/** A dense layer, or some of its outputs in a row. */
interface Part {
  dense: Dense;
  from: number;
  to: number;
}

class BertSearch {
  readonly #marks: OnnxLandmarks;
  readonly #config: BertConfig;

  constructor(marks: OnnxLandmarks, config: BertConfig) {
    this.#marks = marks;
    this.#config = config;
  }

  found(): BertWeights {
    const tables = this.#all('table');
    const embedded = this.#all('norm').find((norm) => {
      const before = [...this.#marks.before(norm.input)];
      return before.length > 0 && before.every(({ kind }) => kind === 'table');
    });
    if (embedded === undefined) throw new Error('it has no norm after its tables');
    const used = this.#marks.before(embedded.input);
    const { tokens, positions } = this.#tables(
      tables.filter((table) => used.has(table)),
      embedded.gain.length,
    );
    const layers: LayerWeights[] = [];
    for (let last: Norm | undefined = embedded; last !== undefined; ) {
      const layer: { weights: LayerWeights; last: Norm } | undefined = this.#layerAfter(last, layers.length);
      if (layer !== undefined) layers.push(layer.weights);
      last = layer?.last;
    }
    if (layers.length !== this.#config.num_hidden_layers) {
      throw new Error(`${layers.length} of its ${this.#config.num_hidden_layers} layers are as in BERT`);
    }
    return { tokens, positions, embeddedNorm: normOf(embedded), layers };
  }

  #all<Kind extends Landmark['kind']>(kind: Kind): Extract<Landmark, { kind: Kind }>[] {
    return this.#marks.all.filter((mark): mark is Extract<Landmark, { kind: Kind }> => mark.kind === kind);
  }

  /** Positions have the first type of token added to them. */
  #tables(tables: readonly Table[], hidden: number): Pick<BertWeights, 'tokens' | 'positions'> {
    const rowsOf = ({ rows }: Table) => sizeOf(rows) / hidden;
    const words = tables.filter(({ ids }) => this.#comesFrom(ids, 'input_ids'));
    const others = tables.filter((table) => !words.includes(table));
    const types = others.filter((table) => {
      return this.#comesFrom(table.ids, 'token_type_ids') || rowsOf(table) <= MOST_TYPES;
    });
    const places = others.filter((table) => !types.includes(table));
    const [word] = words;
    const [place] = places;
    if (word === undefined || words.length > 1) throw new Error('its tokens are not looked up in one table');
    if (place === undefined || places.length > 1) throw new Error('its positions are not in one table');
    if (types.length > 1) throw new Error('its types of tokens are not in one table');
    const type = types[0]?.rows.values();
    return {
      tokens: word.rows.values(),
      positions: place.rows.values().map((value, i) => value + (type?.[i % hidden] ?? 0)),
    };
  }

  /** Whether the value is an input of the graph, but for its type. */
  #comesFrom(value: string | undefined, input: string): boolean {
    const maker = this.#marks.makerOf(value ?? '');
    if (maker === undefined) return value === input;
    return ['Cast', 'Identity'].includes(maker.type) && this.#comesFrom(maker.inputs[0], input);
  }

  /** Undefined if nothing attends to what this norm makes. */
  #layerAfter(norm: Norm, number: number): { weights: LayerWeights; last: Norm } | undefined {
    const products = this.#all('product');
    const scores = products.find(({ left, right }) => {
      return [left, right].every((value) => this.#isDenseOf(value, norm));
    });
    if (scores === undefined) return undefined;
    const need = <T>(found: T | undefined, what: string): T => {
      if (found === undefined) throw new Error(`its layer ${number} has ${what} as in BERT`);
      return found;
    };
    const attended = need(
      products.find(({ left, right }) => {
        return only(this.#marks.before(left)) === scores && this.#isDenseOf(right, norm);
      }),
      'no attention',
    );
    const mixed = need(this.#denseAfter(attended), 'no dense layer after attention');
    const mixedNorm = need(this.#normAfter(mixed, norm), 'no norm after attention');
    const raised = need(this.#denseAfter(mixedNorm), 'no inner layer');
    const lowered = need(this.#denseAfter(raised), 'no layer after the inner one');
    const last = need(this.#normAfter(lowered, mixedNorm), 'no norm at its end');
    const weights = {
      query: this.#partOf(scores.left),
      key: this.#partOf(scores.right),
      value: this.#partOf(attended.right),
      mixed: denseOf(mixed),
      mixedNorm: normOf(mixedNorm),
      raised: denseOf(raised),
      lowered: denseOf(lowered),
      loweredNorm: normOf(last),
    };
    return { weights, last };
  }

  #isDenseOf(value: string, norm: Norm): boolean {
    const dense = only(this.#marks.before(value));
    return dense?.kind === 'dense' && only(this.#marks.before(dense.input)) === norm;
  }

  #denseAfter(mark: Dense | Norm | Product): Dense | undefined {
    return this.#all('dense').find((dense) => only(this.#marks.before(dense.input)) === mark);
  }

  /** Of the sum of those two. */
  #normAfter(a: Dense, b: Norm): Norm | undefined {
    return this.#all('norm').find(({ input }) => {
      const before = this.#marks.before(input);
      return before.size === 2 && before.has(a) && before.has(b);
    });
  }

  /** The outputs of a dense layer that a value is made of. */
  #partOf(value: string): DenseWeights {
    const { dense, from, to } = this.#walk(value);
    const { inner, outer, weights, bias } = denseOf(dense);
    const part = {
      inner,
      outer: to - from,
      weights: weights.subarray(from * inner, to * inner),
      bias: bias.subarray(from, to),
    };
    const heads = this.#config.num_attention_heads;
    return to - from === inner + heads && to <= outer ? withoutOnes(part, heads) : part;
  }

  #walk(value: string): Part {
    const mark = this.#marks.at(value);
    if (mark?.kind === 'dense') return { dense: mark, from: 0, to: mark.matrix.shape[1] ?? 0 };
    const maker = this.#marks.makerOf(value);
    const next = maker?.inputs.find((input) => this.#marks.before(input).size > 0);
    if (maker === undefined || next === undefined) throw new Error('its attention is not as in BERT');
    const whole = this.#walk(next);
    if (maker.type !== 'Split') return whole;
    const sizes =
      this.#marks.constants.of(maker.inputs[1] ?? '')?.values() ??
      maker.attributes.get('split')?.integers ??
      maker.outputs.map(() => (whole.to - whole.from) / maker.outputs.length);
    const place = maker.outputs.indexOf(value);
    const from = whole.from + [...sizes].slice(0, place).reduce((sum, size) => sum + size, 0);
    return { ...whole, from, to: from + (sizes[place] ?? 0) };
  }
}

function only(marks: ReadonlySet<Landmark>): Landmark | undefined {
  const [mark] = marks;
  return marks.size === 1 ? mark : undefined;
}

function normOf({ gain, bias }: Norm): NormWeights {
  return { gain, bias };
}

function denseOf({ matrix, bias }: Dense): DenseWeights {
  const [inner = 0, outer = 0] = matrix.shape;
  return { inner, outer, weights: turned(matrix).values(), bias: bias ?? new Float32Array(outer) };
}

/** Our own graphs give each head of the values an output that is always 1. */
function withoutOnes({ inner, outer, weights, bias }: DenseWeights, heads: number): DenseWeights {
  const isKept = (o: number) => (o + 1) % (outer / heads) !== 0;
  return {
    inner,
    outer: outer - heads,
    weights: weights.filter((_, i) => isKept(Math.floor(i / inner))),
    bias: bias.filter((_, o) => isKept(o)),
  };
}
