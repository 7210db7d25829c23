// Markdown as a document: what a reader sees of it, with its title, headings and their anchors.

import GithubSlugger from 'github-slugger';
import { micromark } from 'micromark';
import { gfmAutolinkLiteral, gfmAutolinkLiteralHtml } from 'micromark-extension-gfm-autolink-literal';
import { gfmFootnote, gfmFootnoteHtml } from 'micromark-extension-gfm-footnote';
import { gfmStrikethrough, gfmStrikethroughHtml } from 'micromark-extension-gfm-strikethrough';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';
import { gfmTaskListItem, gfmTaskListItemHtml } from 'micromark-extension-gfm-task-list-item';
import type { Heading } from '../text/heading.js';
import { frontMatterOf } from './front-matter.js';
import { firstHeading, readFragment } from './html.js';
import type { PageText } from './page-text.js';
import { type FieldOptions, present, type ReadDocument } from './read-document.js';

/** GFM without the filter of tags, which would show scripts as text. */
const EXTENSIONS = [gfmAutolinkLiteral(), gfmFootnote(), gfmStrikethrough(), gfmTable(), gfmTaskListItem()];
/** An anchor that the author chose, as Pandoc, Hugo, VitePress and others write it. */
const CHOSEN = / ?\{#([\w:.-]+)\}$/;
/** Marks of lists and quotes at the beginning of a line, more than anyone nests: the parser takes the cube of their number. */
const TOO_DEEP = /^([ \t]*(?:(?:[-*+>]|\d{1,9}[.)])[ \t]*){100})(?:(?:[-*+>]|\d{1,9}[.)])[ \t]*)+/gm;
/** Imports and exports that an MDX file has between its paragraphs. */
const MODULE_CODE = /^(?:import|export)\s/;

export interface MarkdownOptions extends FieldOptions {
  /** Whether the file is MDX: imports and exports are no text. Default false. */
  mdx?: boolean;
}

/**
 * CommonMark with the extensions of GitHub, and HTML in it as in a page. The title is that of the front matter, else the
 * first heading; anchors are those that the file gives, else those of GitHub.
 */
export function readMarkdown(
  source: string,
  { mdx = false, fields: names }: MarkdownOptions = {},
): ReadDocument {
  const { fields, end } = frontMatterOf(source, names);
  const body = mdx ? withoutModuleCode(source.slice(end)) : source.slice(end);
  const read = withAnchors(readFragment(htmlOf(body)));
  const title = fields.title ?? firstHeading(read);
  return { ...read, ...fields, ...present({ title }) };
}

function htmlOf(source: string): string {
  return micromark(source.replace(TOO_DEEP, '$1'), {
    allowDangerousHtml: true,
    extensions: EXTENSIONS,
    htmlExtensions: [
      gfmAutolinkLiteralHtml(),
      gfmFootnoteHtml(),
      gfmStrikethroughHtml(),
      gfmTableHtml(),
      gfmTaskListItemHtml(),
    ],
  });
}

/** Gives each heading an anchor, and takes those that are written as part of it out of the text. */
function withAnchors({ text, headings }: PageText): PageText {
  const slugger = new GithubSlugger();
  const parts: string[] = [];
  const anchored: Heading[] = [];
  let from = 0;
  let removed = 0;
  for (const { start, end, level, anchor } of headings) {
    const line = text.slice(start, end);
    const chosen = CHOSEN.exec(line);
    const length = chosen === null ? line.length : chosen.index;
    const name = anchor ?? chosen?.[1] ?? slugger.slug(line);
    const moved = start - removed;
    if (length > 0)
      anchored.push({ start: moved, end: moved + length, level, ...(name !== '' && { anchor: name }) });
    parts.push(text.slice(from, start + length));
    from = end;
    removed += line.length - length;
  }
  return { text: parts.join('') + text.slice(from), headings: anchored };
}

/** Drops blocks of imports and exports, outside fences of code. */
function withoutModuleCode(source: string): string {
  let fence: string | undefined;
  let inBlock = false;
  let before = '';
  const kept = source.split('\n').filter((line) => {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark !== undefined)
      fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
    if (line.trim() === '') inBlock = false;
    else if (fence === undefined && before.trim() === '' && MODULE_CODE.test(line)) inBlock = true;
    before = line;
    return !inBlock;
  });
  return kept.join('\n');
}
