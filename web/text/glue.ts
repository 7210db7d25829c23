// Keeps headings with what follows them.

import { cutNear, trimSpan } from './span.js';
import { fragmentsOf, type Measure, type Unit, unitOf } from './unit.js';

/**
 * Glues each run of headings to the unit after it, which is cut if it does not fit into a passage with them. Of a run that
 * leaves no room for anything else, only as many of the last headings as do leave some.
 */
export function glueHeadings(units: readonly Unit[], text: string, measure: Measure): Unit[] {
  const glued: Unit[] = [];
  for (let at = 0; at < units.length; ) {
    const end = runEnd(units, at);
    const run = units.slice(at, end);
    const body = units[end];
    for (const heading of run) glued.push(heading);
    at = end + 1;
    if (body === undefined) break;
    if (body.afterGap || run.length === 0) glued.push(body);
    else glued.push(...glueRun(run, body, text, measure));
  }
  return glued;
}

/** The end of the run of headings that begins at `from`; `from` itself if there is none. */
function runEnd(units: readonly Unit[], from: number): number {
  let end = from;
  while (units[end]?.heading && (end === from || !units[end]?.afterGap)) end++;
  return end;
}

/** Glues the run to its body, and returns the body, in fragments if need be. */
function glueRun(run: readonly Unit[], body: Unit, text: string, measure: Measure): Unit[] {
  const fits = (start: number, end: number) =>
    end - start <= measure.maxTokens * 8 && measure.countTokens(text.slice(start, end)) <= measure.maxTokens;
  const point = body.start + ((text.codePointAt(body.start) ?? 0) > 0xffff ? 2 : 1);
  const first = firstFitting(run, (heading) => fits(heading.start, point));
  const start = run[first]?.start;
  if (start === undefined) return [body];
  for (const heading of run.slice(first)) heading.glued = true;
  return fits(start, body.end) ? [body] : cutBody(body, text, measure, (end) => fits(start, end));
}

/** The number of the first unit that fits, if all after one that fits do too; else the number of units. */
function firstFitting(run: readonly Unit[], fits: (unit: Unit) => boolean): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const unit = run[middle];
    if (unit !== undefined && fits(unit)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The body in fragments, of which the first ends where `fits` allows it. */
function cutBody(body: Unit, text: string, measure: Measure, fits: (end: number) => boolean): Unit[] {
  const [head, ...others] = fragmentsOf(text, body, measure);
  if (head === undefined) return [body];
  const fragments: Unit[] = [];
  let part = trimSpan(text, head);
  while (!fits(part.end)) {
    const cut = cutNear(text, part, part.start + ((part.end - part.start) >> 1), part.end);
    if (cut === undefined) break;
    const rest = trimSpan(text, { start: cut, end: part.end });
    fragments.unshift(unitOf(rest, measure.countTokens(text.slice(rest.start, rest.end)), false));
    part = trimSpan(text, { start: part.start, end: cut });
  }
  fragments.unshift(unitOf(part, measure.countTokens(text.slice(part.start, part.end)), false));
  fragments.push(...others);
  const last = fragments.at(-1);
  if (last !== undefined) last.endsParagraph = body.endsParagraph;
  return fragments;
}
