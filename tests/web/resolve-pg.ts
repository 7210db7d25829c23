// Lets a program find the package `pg` where only tests have it: `node --import` of this file.

import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../../tools/paths.js';

const parent = pathToFileURL(join(ROOT, 'tests/postgres/package.json')).href;
const hooks = `export const resolve = (name, context, next) =>
  next(name, name === 'pg' ? { ...context, parentURL: ${JSON.stringify(parent)} } : context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
