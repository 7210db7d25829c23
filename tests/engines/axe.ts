// Faults of accessibility in a page, found by axe-core: all its rules but experimental ones.

import { readFileSync } from 'node:fs';
import { ROOT } from '../../tools/paths.js';

/** The part of axe-core that is used here. */
interface Axe {
  run(within: string, options: { resultTypes: string[] }): Promise<{ violations: Rule[]; passes: Rule[] }>;
}

interface Rule {
  id: string;
  nodes: { target: (string | string[])[]; failureSummary?: string }[];
}

/** A page of any engine, or of playwright. */
export interface AskedPage {
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>;
}

const SOURCE = readFileSync(`${ROOT}tests/axe/node_modules/axe-core/axe.min.js`, 'utf8');

/** What is wrong in the page, or within one element of it; a line each. Shadow roots are looked into. */
export async function faultsOf(page: AskedPage, within = 'html'): Promise<string[]> {
  // As a function of the tests, which the page's content security policy does not forbid.
  await page.evaluate(new Function(SOURCE) as () => void, undefined);
  return await page.evaluate(async (selector) => {
    const axe: Axe = Reflect.get(globalThis, 'axe');
    // What fades in has its colours at the end; what goes on without end is no matter of them.
    const roots = [document, document.querySelector(selector)?.shadowRoot];
    const moving = roots.flatMap((root) => root?.getAnimations() ?? []);
    const ending = moving.filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
    const { violations, passes } = await axe.run(selector, { resultTypes: ['violations'] });
    if (passes.length === 0) throw new Error(`nothing was looked at within ${selector}`);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}: ${failureSummary}`),
    );
  }, within);
}
