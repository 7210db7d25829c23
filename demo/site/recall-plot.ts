// The plot of recall against recomputation. Colours come from the style sheet, so that it follows light and dark.

import type uPlot from 'uplot';
import { find, make } from '../shared/element.js';
import { grouped } from '../shared/format.js';
import { plotLibrary } from './plot-library.js';
import { METHODS, type Method, RECALL_SOURCE } from './recall-data.js';

const HEIGHT = 260;
const TICKS = [20, 50, 100, 200, 500, 1000, 2000];

export class RecallPlot {
  readonly #card: HTMLElement;
  readonly #place: HTMLElement;
  #plot: uPlot | undefined;

  constructor(card: HTMLElement) {
    this.#card = card;
    this.#place = find(card, '.plot', HTMLElement);
    this.#describe();
    plotLibrary().then(
      (library) => this.#begin(library),
      () => this.#fail(),
    );
  }

  #begin(library: typeof uPlot): void {
    const draw = () => this.#draw(library);
    new ResizeObserver(draw).observe(this.#place);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  }

  /** The numbers are there all the same. */
  #fail(): void {
    this.#place.remove();
    find(this.#card, '.plot-numbers', HTMLDetailsElement).open = true;
  }

  /** All that the picture says, as text too. */
  #describe(): void {
    const { text, passages, file } = RECALL_SOURCE;
    find(this.#card, '.plot-text', HTMLElement).textContent =
      `Up and to the left is better. Not measured in this tab, but copied from ${file}: ${text}, ${grouped(passages)} passages.`;
    this.#place.setAttribute(
      'aria-label',
      'Recall@10 against passages recomputed a query. The numbers are in the table below.',
    );
    const keys = METHODS.map(({ name }, place) => {
      const item = make('li', `series-${place}`);
      item.append(make('span', 'swatch'), name);
      return item;
    });
    find(this.#card, '.plot-key', HTMLElement).replaceChildren(...keys);
    find(this.#card, '.plot-numbers tbody', HTMLElement).replaceChildren(...METHODS.flatMap(numbers));
  }

  #draw(library: typeof uPlot): void {
    const { clientWidth } = this.#place;
    if (clientWidth === 0) return;
    this.#plot?.destroy();
    this.#plot = new library(this.#options(clientWidth), table(), this.#place);
  }

  #options(width: number): uPlot.Options {
    const style = getComputedStyle(this.#card);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const font = `12px ${style.fontFamily}`;
    const axis = {
      font,
      labelFont: font,
      stroke: colour('--soft'),
      labelSize: 20,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    };
    const series = METHODS.map(({ name }, place) => {
      const stroke = colour(`--series-${place}`);
      const points = { show: true, size: 7, fill: stroke };
      return { label: name, stroke, width: place < 2 ? 2.5 : 1.5, spanGaps: true, points };
    });
    return {
      width,
      height: HEIGHT,
      padding: [8, 12, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, distr: 3, range: () => [17, 2200] },
        y: { range: () => [0.74, 1.005] },
      },
      axes: [
        {
          ...axis,
          size: 32,
          label: 'passages recomputed a query',
          splits: () => TICKS,
          filter: (_plot, splits) => splits,
          values: (_plot, splits) => splits.map((split) => grouped(split)),
        },
        {
          ...axis,
          size: 40,
          label: 'recall@10',
          splits: () => [0.75, 0.8, 0.85, 0.9, 0.95, 1],
          values: (_plot, splits) => splits.map((split) => split.toFixed(2)),
        },
      ],
      series: [{}, ...series],
    };
  }
}

function numbers({ name, bytesPerPassage, points }: Method): HTMLElement[] {
  return points.map(([recomputed, recall]) => {
    const row = make('tr', '');
    row.append(
      make('td', '', name),
      make('td', '', bytesPerPassage.toFixed(1)),
      make('td', '', recomputed.toFixed(1)),
      make('td', '', recall.toFixed(3)),
    );
    return row;
  });
}

/** One column of x for all, and a column a method that is empty if it has no point there. */
function table(): uPlot.AlignedData {
  const xs = [...new Set(METHODS.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
  const columns = METHODS.map(({ points }) => {
    const at = new Map(points);
    return xs.map((x) => at.get(x) ?? null);
  });
  return [xs, ...columns];
}
