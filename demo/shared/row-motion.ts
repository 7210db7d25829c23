// Rows of a list that move to their new places, so that the eye can follow an answer that gets better.

/** Changes the list. Rows that were not there before appear; the others move, for `duration` milliseconds. */
export function moveRows(list: HTMLElement, duration: number, change: () => void): void {
  const before = new Map(rowsOf(list).map((row) => [row, row.offsetTop]));
  change();
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  const options = { duration, easing: 'cubic-bezier(0.2, 0, 0, 1)' };
  for (const row of rowsOf(list)) {
    const from = before.get(row);
    const moved = from === undefined ? 0 : from - row.offsetTop;
    if (from === undefined) row.animate({ opacity: [0, 1] }, options);
    else if (moved !== 0) row.animate({ transform: [`translateY(${moved}px)`, 'none'] }, options);
  }
}

function rowsOf(list: HTMLElement): HTMLElement[] {
  return Array.from(list.children).filter((row) => row instanceof HTMLElement);
}
