// uPlot, loaded when a plot is first shown: it makes a number format of the browser's language as it loads.

import type uPlot from 'uplot';
import { withLanguage } from '../shared/language.js';

let loading: Promise<typeof uPlot> | undefined;

export function plotLibrary(): Promise<typeof uPlot> {
  loading ??= withLanguage(async () => (await import('uplot')).default);
  return loading;
}
