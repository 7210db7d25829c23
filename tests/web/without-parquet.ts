// A program in which the package that writes Parquet is not installed: `node --import` of this file.

import { register } from 'node:module';

const hooks = `export const resolve = (name, context, next) =>
  next(name === 'hyparquet-writer' ? 'a-package-that-nobody-has' : name, context);`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
