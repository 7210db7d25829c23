// The apps of others that the package is tried in, one folder each.

/** An app. `npm run build` makes its folder `dist`, which any server may serve. */
export interface Fixture {
  /** Of its folder. */
  name: string;
  /** Whether `npm run dev -- --port N` serves it as one develops it. */
  dev?: boolean;
  /** Whether `npm test` tries it as well, not only `npm run test:consumers`. */
  always?: boolean;
  /**
   * Folders of the installed package that another origin serves, for each time that the page is opened: its address is passed
   * as `?from=`.
   */
  foreign?: readonly (readonly string[])[];
  /** Whether its bundler copies the files that scripts name. If not, the worker comes from a script. */
  copies?: boolean;
  /** Whether its page `model.html` loads the model from `models/`. */
  model?: boolean;
  /** Whether it is only built: there is no page. */
  pageless?: boolean;
}

export const FIXTURES: readonly Fixture[] = [
  { name: 'vite5', dev: true, copies: true },
  { name: 'vite6', dev: true, copies: true },
  { name: 'vite7', dev: true, copies: true },
  { name: 'vite8', dev: true, always: true, copies: true },
  { name: 'webpack', copies: true },
  { name: 'esbuild', always: true },
  { name: 'rollup' },
  { name: 'next', dev: true, copies: true },
  { name: 'parcel', copies: true },
  { name: 'import-map', always: true, model: true },
  { name: 'foreign', always: true, foreign: [['dist/standalone'], ['dist/bundle', 'dist/web/core']] },
  { name: 'types', always: true, pageless: true },
];
