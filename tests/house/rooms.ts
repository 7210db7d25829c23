// The table of rooms in docs/design.md as data: which room may import which.

import type { Import } from './imports.js';

/** A folder, whose name ends in a slash, or a single file. */
export interface Room {
  name: string;
  /** Rooms, or folders of rooms, that it may import. */
  imports: string[];
  /** Those that it may load with their first use, although they stand below it. */
  lazily: string[];
}

/** Reads every row of the form `| \`room\` | … | imports |`, in the order of the tables. */
export function parseRooms(markdown: string): Room[] {
  return markdown.split('\n').flatMap((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const name = /^`([^`]+)`$/.exec(cells[1] ?? '')?.[1];
    if (name === undefined || cells.length !== 5) return [];
    const [usual = '', lazily = ''] = (cells[3] ?? '').split('lazily');
    return [{ name, imports: quoted(usual), lazily: quoted(lazily) }];
  });
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/** The room that a file is in: of a file and its folder, the file. */
export function roomOf(path: string, rooms: readonly Room[]): Room | undefined {
  const holding = rooms.filter(({ name }) => name === path || (name.endsWith('/') && path.startsWith(name)));
  return holding.sort((a, b) => b.name.length - a.name.length)[0];
}

/** What is wrong with the imports, a line each; empty if all keep to the table. */
export function violationsOf(imports: readonly Import[], rooms: readonly Room[]): string[] {
  return imports.flatMap(({ from, to, lazy }) => {
    const [user, used] = [roomOf(from, rooms), roomOf(to, rooms)];
    if (user === undefined) return [`${from} is in no room`];
    if (used === undefined) return [`${to} is in no room`];
    if (user === used) return [];
    const allowed = lazy ? [...user.imports, ...user.lazily] : user.imports;
    const covered = allowed.some((name) => name === used.name || (name.endsWith('/') && to.startsWith(name)));
    return covered ? [] : [`${from} imports ${to}: ${user.name} may not import ${used.name}`];
  });
}
