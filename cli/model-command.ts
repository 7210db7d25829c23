// leann-web model

import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Command } from './command-line.js';
import { ORT_WASM } from './site-files.js';
import { exportStandardModel } from './standard-model.js';

export type ModelCommand = Extract<Command, { name: 'model' }>;

/** Writes the standard model into the folder, and what runs it in a page. Gives what to print. */
export async function model({ folder }: ModelCommand): Promise<string> {
  const written = await exportStandardModel(folder);
  const ort = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'));
  await mkdir(join(folder, 'ort'), { recursive: true });
  for (const file of ORT_WASM) await cp(join(ort, file), join(folder, 'ort', file));
  return `${written ? 'written' : 'there already'}: ${folder}, all-MiniLM-L6-v2, and ONNX Runtime in its folder ort`;
}
