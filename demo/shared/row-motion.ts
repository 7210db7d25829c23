// Rows of a list that move to their new places, so that the eye can follow an answer that gets better.

/** Where rows were, by element. */
export type Places = ReadonlyMap<HTMLElement, number>;

export interface MovingRow {
  element: HTMLElement;
}

export function placesOf(rows: Iterable<MovingRow>): Places {
  return new Map(Array.from(rows, ({ element }) => [element, element.offsetTop]));
}

/** Rows that were not there before appear; the others move, for `duration` milliseconds. */
export function moveFrom(before: Places, rows: Iterable<MovingRow>, duration: number): void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const options = { duration, easing: 'cubic-bezier(0.2, 0, 0, 1)' };
  for (const { element } of rows) {
    const from = before.get(element);
    const moved = from === undefined ? 0 : from - element.offsetTop;
    if (from === undefined) element.animate({ opacity: [0, 1] }, options);
    else if (moved !== 0) element.animate({ transform: [`translateY(${moved}px)`, 'none'] }, options);
  }
}
