// What drawn photos are made of: SVG with light and shade, of 400 × 300, whose middle square is what a tile shows.

/** An SVG document. */
export type Drawing = string;

export const WIDTH = 400;
export const HEIGHT = 300;

/** Something for each whole number below `count`. */
export function each(count: number, draw: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => draw(at)).join('');
}

/** From top to bottom, a colour every so often. */
export function fall(id: string, ...colours: string[]): string {
  return `<linearGradient id="${id}" x2="0" y2="1">${stops(colours)}</linearGradient>`;
}

/** From the light, which comes from the upper left, to the shade. */
export function ball(id: string, ...colours: string[]): string {
  return `<radialGradient id="${id}" cx=".36" cy=".3" r=".78">${stops(colours)}</radialGradient>`;
}

function stops(colours: readonly string[]): string {
  const last = Math.max(1, colours.length - 1);
  return colours.map((colour, at) => `<stop offset="${at / last}" stop-color="${colour}"/>`).join('');
}

export function scene(title: string, ...parts: string[]): Drawing {
  const soft =
    '<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="7"/></filter>';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><title>${title}</title>${soft}${parts.join('')}</svg>`;
}

/** A plain wall behind a plain table. */
export function table(wall: string, wallBelow: string, top: string, front: string): string {
  return `${fall('wall', wall, wallBelow)}${fall('top', top, front)}<path fill="url(#wall)" d="M0 0h400v200H0z"/><path fill="url(#top)" d="M0 195h400v105H0z"/>`;
}

export function shadow(x: number, y: number, width: number, height: number): string {
  return `<ellipse cx="${x}" cy="${y}" rx="${width}" ry="${height}" fill="#000" opacity=".35" filter="url(#soft)"/>`;
}

export function backdrop(...colours: string[]): string {
  return `${fall('backdrop', ...colours)}<path fill="url(#backdrop)" d="M0 0h400v300H0z"/>`;
}

export function cloud(x: number, y: number, size: number): string {
  return `<g transform="translate(${x} ${y}) scale(${size})" fill="#fff" opacity=".85"><circle r="16"/><circle cx="20" cy="-8" r="20"/><circle cx="44" cy="-2" r="17"/><path d="M-12 2h68v14H-2z"/></g>`;
}

/** Sea below `y`, with its glints. */
export function sea(y: number, ...colours: string[]): string {
  const glint = (at: number) => {
    const down = y + 8 + ((at * 37) % (HEIGHT - y));
    return `<path d="M${(at * 83) % 400} ${down}q9 -4 18 0t18 0" fill="none" stroke="#fff" stroke-width="2" opacity=".3"/>`;
  };
  return `${fall('sea', ...colours)}<path fill="url(#sea)" d="M0 ${y}h400v300H0z"/>${each(26, glint)}`;
}

export function grass(y: number): string {
  const blade = (at: number) => {
    const x = (at * 47) % 404;
    return `<path d="M${x} 304q${(at % 5) - 2} -30 ${((at * 7) % 22) - 11} ${-(300 - y) - ((at * 13) % 26)}" stroke="${['#3f7a2a', '#5b9a35', '#2f6322'][at % 3]}" stroke-width="4" fill="none"/>`;
  };
  return `<path fill="#3c7029" d="M0 ${y + 12}h400v300H0z"/>${each(130, blade)}`;
}

export function leaf(x: number, y: number, turn: number, size = 1): string {
  return `<g transform="translate(${x} ${y}) rotate(${turn}) scale(${size})"><path d="M0 0q26 -34 68 -14q-26 34 -68 14z" fill="#4f9a33"/><path d="M0 0q34 -10 68 -14" stroke="#8cc763" stroke-width="2" fill="none"/></g>`;
}
