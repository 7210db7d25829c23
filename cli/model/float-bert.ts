// BERT in floats, for looking at the activations of a model whose weights are to be rounded.
import type { BertConfig } from './bert-graph.js';
import type { BertWeights, LayerWeights, NormWeights } from './bert-weights.js';
import { concatenated, product } from './float-rows.js';
import { multiplied } from './maker.js';

/** Inputs of dense layers, by the layer that they go into. */
export type Site = 'joined' | 'mixed' | 'raised' | 'lowered';

/** What goes into each of them, [tokens, inputs]. */
export type LayerInputs = Record<Site, Float32Array>;

export class FloatBert {
  constructor(
    private readonly config: BertConfig,
    private readonly weights: BertWeights,
  ) {}

  /** The last hidden states of one text, [tokens, hidden]. */
  run(ids: readonly number[]): Float32Array {
    return this.weights.layers.reduce((input, layer) => this.#layer(layer, input), this.#embedded(ids));
  }

  /** What goes into each layer, of all texts one after another. One layer's is held at a time. */
  *inputs(texts: readonly (readonly number[])[]): Generator<LayerInputs> {
    let states = texts.map((ids) => this.#embedded(ids));
    for (const layer of this.weights.layers) {
      const seen: Record<Site, Float32Array[]> = { joined: [], mixed: [], raised: [], lowered: [] };
      states = states.map((rows) => this.#layer(layer, rows, (site, rows) => seen[site].push(rows)));
      yield {
        joined: concatenated(seen.joined),
        mixed: concatenated(seen.mixed),
        raised: concatenated(seen.raised),
        lowered: concatenated(seen.lowered),
      };
    }
  }

  #embedded(ids: readonly number[]): Float32Array {
    const { hidden_size: hidden } = this.config;
    const { tokens, positions, embeddedNorm } = this.weights;
    const states = new Float32Array(ids.length * hidden);
    ids.forEach((id, place) => {
      for (let i = 0; i < hidden; i++) {
        states[place * hidden + i] = (tokens[id * hidden + i] ?? 0) + (positions[place * hidden + i] ?? 0);
      }
    });
    return this.#normalized(states, embeddedNorm);
  }

  #layer(
    layer: LayerWeights,
    states: Float32Array,
    observe: (site: Site, rows: Float32Array) => void = () => undefined,
  ): Float32Array {
    observe('joined', states);
    const [query, key, value] = [layer.query, layer.key, layer.value].map((part) => multiplied(part, states));
    const attended = this.#attended(query ?? states, key ?? states, value ?? states);
    observe('mixed', attended);
    const mixed = this.#normalized(sum(multiplied(layer.mixed, attended), states), layer.mixedNorm);
    observe('raised', mixed);
    const raised = multiplied(layer.raised, mixed).map(gelu);
    observe('lowered', raised);
    return this.#normalized(sum(multiplied(layer.lowered, raised), mixed), layer.loweredNorm);
  }

  #attended(query: Float32Array, key: Float32Array, value: Float32Array): Float32Array {
    const { hidden_size: hidden, num_attention_heads: heads } = this.config;
    const size = hidden / heads;
    const out = new Float32Array(query.length);
    const tokens = query.length / hidden;
    for (let first = 0; first < hidden; first += size) {
      for (let t = 0; t < tokens; t++) {
        const from = query.subarray(t * hidden + first, t * hidden + first + size);
        const shares = softmax(
          Float64Array.from({ length: tokens }, (_, u) => {
            return product(from, key, u * hidden + first) / Math.sqrt(size);
          }),
        );
        shares.forEach((share, u) => {
          for (let i = 0; i < size; i++) {
            const at = t * hidden + first + i;
            out[at] = (out[at] ?? 0) + share * (value[u * hidden + first + i] ?? 0);
          }
        });
      }
    }
    return out;
  }

  #normalized(rows: Float32Array, { gain, bias }: NormWeights): Float32Array {
    const { hidden_size: hidden, layer_norm_eps: epsilon } = this.config;
    for (let start = 0; start < rows.length; start += hidden) {
      const row = rows.subarray(start, start + hidden);
      const mean = row.reduce((all, value) => all + value, 0) / hidden;
      const variance = row.reduce((all, value) => all + (value - mean) ** 2, 0) / hidden;
      const inverse = 1 / Math.sqrt(variance + epsilon);
      for (let i = 0; i < hidden; i++) {
        row[i] = ((row[i] ?? 0) - mean) * inverse * (gain[i] ?? 0) + (bias[i] ?? 0);
      }
    }
    return rows;
  }
}

function softmax(scores: Float64Array): Float64Array {
  const peak = scores.reduce((a, b) => Math.max(a, b));
  const powers = scores.map((score) => Math.exp(score - peak));
  const all = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / all);
}

function sum(rows: Float32Array, others: Float32Array): Float32Array {
  return rows.map((value, i) => value + (others[i] ?? 0));
}

/** The approximation of the normal distribution by Abramowitz and Stegun (26.2.17) is within 1e-7. */
function gelu(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const powers = 1.781477937 + t * (-1.821255978 + t * 1.330274429);
  const tail = density * t * (0.31938153 + t * (-0.356563782 + t * powers));
  return x * (x > 0 ? 1 - tail : tail);
}
