// A classifier of three labels, whose scores are how red, green and blue a picture is.

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OnnxGraph } from '../../cli/model/onnx-graph.js';

/** `labels`: a line each. Scores are from 0 to 40. The caller removes the folder. */
export async function colourClassifier(labels: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leann-classifier-'));
  await mkdir(join(folder, 'onnx'));
  const graph = new OnnxGraph('colours', 17);
  const pixels = graph.input('input', 'float', ['batch', 3, 1, 1]);
  graph.addNamed('Flatten', [pixels], ['logits'], { axis: 1 });
  graph.output('logits', 'float', ['batch', 3]);
  await writeFile(join(folder, 'onnx/model.onnx'), Buffer.concat(graph.encode('tests')));
  await writeFile(join(folder, 'labels.txt'), labels);
  await writeFile(join(folder, 'config.json'), '{}');
  const preprocessing = {
    do_resize: true,
    size: { width: 1, height: 1 },
    do_normalize: false,
    rescale_factor: 40 / 255,
  };
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessing));
  return folder;
}
