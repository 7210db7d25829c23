// A CLIP of two layers a side with random weights, laid out as exporters do it, and its vectors by plain loops over floats.

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxGraph } from '../../cli/model/onnx-graph.js';
import { END, tokenizerJson } from './made-up-clip-tokenizer.js';
import { randomFrom } from './random.js';

const WIDTH = 16;
const HEADS = 2;
const INNER = 32;
const SPACE = 8;
const LAYERS = 2;
const PATCH = 4;
const SIDE = 8;
const PATCHES = (SIDE / PATCH) ** 2;
const POSITIONS = 12;
const EPSILON = 1e-5;

type Rows = Float64Array[];

/** Named weights, made when they are first asked for, the same for the same name. */
class Weights {
  readonly #made = new Map<string, { shape: number[]; data: Float32Array }>();

  of(name: string, ...shape: number[]): Float32Array {
    const made = this.#made.get(name) ?? { shape, data: random(name, shape) };
    this.#made.set(name, made);
    return made.data;
  }
}

function random(name: string, shape: readonly number[]): Float32Array {
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);
  const next = randomFrom(seed);
  const size = shape.reduce((product, each) => product * each, 1);
  const scale = 1.5 / Math.sqrt(shape[0] ?? 1);
  return Float32Array.from({ length: size }, () => (next() * 2 - 1) * scale);
}

/** How a folder differs from CLIP. */
export interface ClipFolder {
  /** SigLIP fills texts up, pools and names its outputs in its own way. */
  kind?: 'clip' | 'siglip';
  preprocessing?: object;
}

export const CLIP_PREPROCESSING = {
  do_resize: true,
  size: { shortest_edge: SIDE },
  resample: 3,
  do_center_crop: true,
  crop_size: { height: SIDE, width: SIDE },
  do_rescale: true,
  rescale_factor: 1 / 255,
  do_normalize: true,
  image_mean: [0.5, 0.4, 0.3],
  image_std: [0.25, 0.5, 0.2],
  do_convert_rgb: true,
};

/** The caller removes the folder. */
export async function clipFolder({ kind = 'clip', preprocessing = {} }: ClipFolder = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-clip-'));
  await mkdir(join(folder, 'onnx'));
  const write = (file: string, value: object) => writeFile(join(folder, file), JSON.stringify(value));
  await write('tokenizer.json', tokenizerJson());
  await write('tokenizer_config.json', { model_max_length: POSITIONS });
  await write('config.json', {
    model_type: kind,
    text_config: { max_position_embeddings: POSITIONS, pad_token_id: kind === 'clip' ? 0 : END },
    vision_config: { image_size: SIDE },
  });
  await write('preprocessor_config.json', { ...CLIP_PREPROCESSING, ...preprocessing });
  const save = (file: string, graph: OnnxGraph) =>
    writeFile(join(folder, 'onnx', file), Buffer.concat(graph.encode('tests')));
  await save('text_model.onnx', textGraph(kind));
  await save('vision_model.onnx', visionGraph(kind));
  return folder;
}

/** The graph of one side. */
class Side {
  readonly graph: OnnxGraph;

  constructor(
    readonly name: string,
    readonly weights = new Weights(),
  ) {
    this.graph = new OnnxGraph(name, 17);
  }

  weight(part: string, ...shape: number[]): string {
    const name = `${this.name} ${part}`;
    return this.graph.constant(name, 'float', shape, this.weights.of(name, ...shape));
  }

  add(left: string, right: string): string {
    return this.graph.add('Add', [left, right]);
  }

  norm(input: string, part: string): string {
    const scale = this.weight(`${part} scale`, WIDTH);
    return this.graph.add('LayerNormalization', [input, scale, this.weight(`${part} shift`, WIDTH)], {
      axis: -1,
      epsilon: { float: EPSILON },
    });
  }

  dense(input: string, part: string, inputs: number, outputs: number): string {
    const product = this.graph.add('MatMul', [input, this.weight(part, inputs, outputs)]);
    return this.add(product, this.weight(`${part} bias`, outputs));
  }

  layers(input: string, mask: string | undefined): string {
    let hidden = input;
    for (let layer = 0; layer < LAYERS; layer++) {
      const seen = this.norm(hidden, `${layer} before`);
      hidden = this.add(hidden, this.#attention(seen, layer, mask));
      const raised = this.dense(this.norm(hidden, `${layer} after`), `${layer} raised`, WIDTH, INNER);
      const gate = this.graph.add('Sigmoid', [this.graph.add('Mul', [raised, this.graph.scalar(1.702)])]);
      const active = this.graph.add('Mul', [raised, gate]);
      hidden = this.add(hidden, this.dense(active, `${layer} lowered`, INNER, WIDTH));
    }
    return hidden;
  }

  #attention(input: string, layer: number, mask: string | undefined): string {
    const size = WIDTH / HEADS;
    const part = (name: string, perm: number[]) => {
      const dense = this.dense(input, `${layer} ${name}`, WIDTH, WIDTH);
      const split = this.graph.add('Reshape', [dense, this.graph.integers(0, 0, HEADS, size)]);
      return this.graph.add('Transpose', [split], { perm });
    };
    const scores = this.graph.add('MatMul', [part('query', [0, 2, 1, 3]), part('key', [0, 2, 3, 1])]);
    const scaled = this.graph.add('Mul', [scores, this.graph.scalar(1 / Math.sqrt(size))]);
    const masked = mask === undefined ? scaled : this.add(scaled, mask);
    const shares = this.graph.add('Softmax', [masked], { axis: -1 });
    const mixed = this.graph.add('MatMul', [shares, part('value', [0, 2, 1, 3])]);
    const turned = this.graph.add('Transpose', [mixed], { perm: [0, 2, 1, 3] });
    const joined = this.graph.add('Reshape', [turned, this.graph.integers(0, 0, WIDTH)]);
    return this.dense(joined, `${layer} mixed`, WIDTH, WIDTH);
  }

  /** Projects what was pooled, and names the outputs. */
  outputs(hidden: string, pooled: string, name: string): OnnxGraph {
    this.graph.addNamed('Identity', [hidden], ['last_hidden_state']);
    this.graph.output('last_hidden_state', 'float', ['batch', 'sequence', WIDTH]);
    this.graph.addNamed('MatMul', [pooled, this.weight('projection', WIDTH, SPACE)], [name]);
    this.graph.output(name, 'float', ['batch', SPACE]);
    return this.graph;
  }
}

function textGraph(kind: 'clip' | 'siglip'): OnnxGraph {
  const side = new Side('text');
  const { graph } = side;
  const ids = graph.input('input_ids', 'int64', ['batch', 'sequence']);
  const one = (name: string, value: number) =>
    graph.constant(name, 'int64', [], BigInt64Array.of(BigInt(value)));
  const length = graph.add('Gather', [graph.add('Shape', [ids]), one('one', 1)]);
  const range = graph.add('Range', [one('zero', 0), length, one('one', 1)]);
  const words = graph.add('Gather', [side.weight('words', END + 1, WIDTH), ids]);
  const hidden = side.add(words, graph.add('Gather', [side.weight('places', POSITIONS, WIDTH), range]));
  const ahead = graph.add('Less', [
    graph.add('Unsqueeze', [range, graph.integers(1)]),
    graph.add('Unsqueeze', [range, graph.integers(0)]),
  ]);
  const causal = graph.add('Mul', [graph.add('Cast', [ahead], { to: 1 }), graph.scalar(-1e9)]);
  const normed = side.norm(side.layers(hidden, kind === 'clip' ? causal : undefined), 'last');
  // The first token of the highest id ends the text; SigLIP takes the last place.
  const last = graph.add('Sub', [length, one('one', 1)]);
  const end =
    kind === 'clip'
      ? graph.add('ArgMax', [ids], { axis: 1, keepdims: 1 })
      : graph.add('Unsqueeze', [last, graph.integers(0)]);
  const isEnd = graph.add('Cast', [graph.add('Equal', [range, end])], { to: 1 });
  const column = graph.add('Unsqueeze', [isEnd, graph.integers(-1)]);
  const pooled = graph.add('ReduceSum', [graph.add('Mul', [normed, column]), graph.integers(1)], {
    keepdims: 0,
  });
  return side.outputs(normed, pooled, kind === 'clip' ? 'text_embeds' : 'pooler_output');
}

function visionGraph(kind: 'clip' | 'siglip'): OnnxGraph {
  const side = new Side('vision');
  const { graph } = side;
  const pixels = graph.input('pixel_values', 'float', ['batch', 3, SIDE, SIDE]);
  const filters = side.weight('patches', WIDTH, 3, PATCH, PATCH);
  const convolved = graph.add('Conv', [pixels, filters], {
    strides: [PATCH, PATCH],
    kernel_shape: [PATCH, PATCH],
  });
  const flat = graph.add('Reshape', [convolved, graph.integers(0, WIDTH, PATCHES)]);
  const patches = graph.add('Transpose', [flat], { perm: [0, 2, 1] });
  const zero = graph.add('Mul', [
    graph.add('ReduceMean', [patches], { axes: [1], keepdims: 1 }),
    graph.scalar(0),
  ]);
  const own = side.add(zero, side.weight('class', 1, 1, WIDTH));
  const all = graph.add('Concat', [own, patches], { axis: 1 });
  const placed = side.add(all, side.weight('places', PATCHES + 1, WIDTH));
  const hidden = side.layers(side.norm(placed, 'first'), undefined);
  const first = graph.add('Gather', [hidden, graph.constant('none', 'int64', [], BigInt64Array.of(0n))], {
    axis: 1,
  });
  return side.outputs(hidden, side.norm(first, 'last'), kind === 'clip' ? 'image_embeds' : 'pooler_output');
}

/** The same by plain loops. */
class Reference {
  constructor(
    readonly name: string,
    readonly weights = new Weights(),
  ) {}

  weight(part: string, ...shape: number[]): Float32Array {
    return this.weights.of(`${this.name} ${part}`, ...shape);
  }

  norm(rows: Rows, part: string): Rows {
    const scale = this.weight(`${part} scale`, WIDTH);
    const shift = this.weight(`${part} shift`, WIDTH);
    return rows.map((row) => {
      const mean = row.reduce((sum, value) => sum + value, 0) / WIDTH;
      const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH;
      const by = 1 / Math.sqrt(variance + EPSILON);
      return row.map((value, at) => (value - mean) * by * (scale[at] ?? 0) + (shift[at] ?? 0));
    });
  }

  product(rows: Rows, matrix: Float32Array, outputs: number): Rows {
    return rows.map((row) => {
      const made = new Float64Array(outputs);
      for (const [at, value] of row.entries())
        for (let to = 0; to < outputs; to++)
          made[to] = (made[to] ?? 0) + value * (matrix[at * outputs + to] ?? 0);
      return made;
    });
  }

  dense(rows: Rows, part: string, inputs: number, outputs: number): Rows {
    const bias = this.weight(`${part} bias`, outputs);
    const made = this.product(rows, this.weight(part, inputs, outputs), outputs);
    return made.map((row) => row.map((value, at) => value + (bias[at] ?? 0)));
  }

  layers(input: Rows, causal: boolean): Rows {
    let hidden = input;
    for (let layer = 0; layer < LAYERS; layer++) {
      hidden = sums(hidden, this.#attention(this.norm(hidden, `${layer} before`), layer, causal));
      const raised = this.dense(this.norm(hidden, `${layer} after`), `${layer} raised`, WIDTH, INNER);
      const active = raised.map((row) => row.map((value) => value / (1 + Math.exp(-1.702 * value))));
      hidden = sums(hidden, this.dense(active, `${layer} lowered`, INNER, WIDTH));
    }
    return hidden;
  }

  #attention(rows: Rows, layer: number, causal: boolean): Rows {
    const size = WIDTH / HEADS;
    const part = (name: string) => this.dense(rows, `${layer} ${name}`, WIDTH, WIDTH);
    const [queries, keys, values] = [part('query'), part('key'), part('value')];
    const mixed = rows.map(() => new Float64Array(WIDTH));
    for (let from = 0; from < WIDTH; from += size) {
      for (const [at, query] of queries.entries()) {
        const known = causal ? keys.slice(0, at + 1) : keys;
        const scores = known.map((key) => {
          let sum = 0;
          for (let i = from; i < from + size; i++) sum += (query[i] ?? 0) * (key[i] ?? 0);
          return Math.exp(sum / Math.sqrt(size));
        });
        const total = scores.reduce((sum, score) => sum + score, 0);
        for (const [row, score] of scores.entries())
          for (let i = from; i < from + size; i++)
            (mixed[at] as Float64Array)[i] =
              (mixed[at]?.[i] ?? 0) + (score / total) * (values[row]?.[i] ?? 0);
      }
    }
    return this.dense(mixed, `${layer} mixed`, WIDTH, WIDTH);
  }

  projected(pooled: Float64Array): Float64Array {
    const [made = new Float64Array(0)] = this.product(
      [pooled],
      this.weight('projection', WIDTH, SPACE),
      SPACE,
    );
    const length = Math.hypot(...made);
    return made.map((value) => value / length);
  }
}

/** Of a text's ids, marks included. */
export function textReference(ids: readonly number[], kind: 'clip' | 'siglip' = 'clip'): Float64Array {
  const side = new Reference('text');
  const filled = kind === 'clip' ? ids : [...ids, ...new Array(POSITIONS - ids.length).fill(END)];
  const words = side.weight('words', END + 1, WIDTH);
  const places = side.weight('places', POSITIONS, WIDTH);
  const input = filled.map((id, place) =>
    Float64Array.from(
      { length: WIDTH },
      (_, at) => (words[id * WIDTH + at] ?? 0) + (places[place * WIDTH + at] ?? 0),
    ),
  );
  const hidden = side.norm(side.layers(input, kind === 'clip'), 'last');
  const end = kind === 'clip' ? filled.indexOf(END) : filled.length - 1;
  return side.projected(hidden[end] ?? new Float64Array(0));
}

/** Of what the model takes of a picture: three planes of 8 × 8. */
export function visionReference(values: ArrayLike<number>): Float64Array {
  const side = new Reference('vision');
  const filters = side.weight('patches', WIDTH, 3, PATCH, PATCH);
  const across = SIDE / PATCH;
  const patches = Array.from({ length: PATCHES }, (_, patch) =>
    Float64Array.from({ length: WIDTH }, (__, filter) => {
      let sum = 0;
      for (let at = 0; at < 3 * PATCH * PATCH; at++) {
        const channel = Math.floor(at / PATCH ** 2);
        const y = Math.floor(patch / across) * PATCH + (Math.floor(at / PATCH) % PATCH);
        const x = (patch % across) * PATCH + (at % PATCH);
        sum +=
          (filters[filter * 3 * PATCH * PATCH + at] ?? 0) * (values[(channel * SIDE + y) * SIDE + x] ?? 0);
      }
      return sum;
    }),
  );
  const places = side.weight('places', PATCHES + 1, WIDTH);
  const own = Float64Array.from(side.weight('class', 1, 1, WIDTH));
  const input = [own, ...patches].map((row, place) =>
    row.map((value, at) => value + (places[place * WIDTH + at] ?? 0)),
  );
  const hidden = side.layers(side.norm(input, 'first'), false);
  const [pooled = new Float64Array(0)] = side.norm(hidden.slice(0, 1), 'last');
  return side.projected(pooled);
}

function sums(left: Rows, right: Rows): Rows {
  return left.map((row, at) => row.map((value, i) => value + (right[at]?.[i] ?? 0)));
}
