// Holds the sources to the table of rooms of docs/design.md, and to their length.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { ROOT } from '../../tools/paths.js';
import { circlesOf, type Import, importsOf, readSources, type Sources } from './imports.js';
import { parseRooms, roomOf, violationsOf } from './rooms.js';

const sources = await readSources(ROOT);
const imports = importsOf(sources);
const rooms = parseRooms(await readFile(`${ROOT}docs/design.md`, 'utf8'));

/** The sources with one more line at the beginning of a file. */
function planted(path: string, line: string): Sources {
  const text = sources.get(path);
  assert.ok(text !== undefined, path);
  return new Map([...sources, [path, `${line}\n${text}`]]);
}

/** The imports among rooms, each once. */
function roomImports(all: readonly Import[]): Pick<Import, 'from' | 'to'>[] {
  return all.flatMap(({ from, to, lazy }) => {
    const [user, used] = [roomOf(from, rooms)?.name ?? '', roomOf(to, rooms)?.name ?? ''];
    return lazy || user === used ? [] : [{ from: user, to: used }];
  });
}

describe('the table of rooms', () => {
  it('has each room once, and lets it import only rooms above it', () => {
    assert.ok(rooms.length > 30);
    const names = rooms.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
    for (const [place, { name, imports: allowed }] of rooms.entries()) {
      const above = names.slice(0, place);
      for (const other of allowed) {
        assert.ok(
          above.some((room) => room === other || room.startsWith(other)),
          `${name} imports ${other}`,
        );
      }
    }
  });

  it('is kept by every import of TypeScript and C++', () => {
    assert.ok(imports.length > 1500);
    assert.deepEqual(violationsOf(imports, rooms), []);
  });

  it('allows no more than is used', () => {
    const lazily = (room: string, to: string) =>
      imports.some((each) => each.lazy && roomOf(each.from, rooms)?.name === room && each.to.startsWith(to));
    const used = (room: string, to: string) =>
      imports.some((each) => roomOf(each.from, rooms)?.name === room && each.to.startsWith(to));
    for (const room of rooms) {
      for (const other of room.imports) assert.ok(used(room.name, other), `${room.name} imports ${other}`);
      for (const other of room.lazily) assert.ok(lazily(room.name, other), `${room.name}, lazily ${other}`);
    }
  });

  it('is broken by an import in TypeScript against it', () => {
    for (const line of [
      "import { LeannIndex } from '../leann-index.js';",
      "import type { LeannIndex } from '../leann-index.js';",
      "export * from '../leann-index.js';",
      "const later = () => import('../leann-index.js');",
    ]) {
      assert.deepEqual(violationsOf(importsOf(planted('web/base/error.ts', line)), rooms), [
        'web/base/error.ts imports web/leann-index.ts: web/base/ may not import web/leann-index.ts',
      ]);
    }
  });

  it('is broken by an include in C++ against it', () => {
    const violating = importsOf(planted('src/vector/distance.h', '#include "search/search.h"'));
    assert.deepEqual(violationsOf(violating, rooms), [
      'src/vector/distance.h imports src/search/search.h: src/vector/ may not import src/search/',
    ]);
  });
});

describe('the imports', () => {
  it('have no circle of files', () => {
    assert.deepEqual(circlesOf(imports.filter(({ lazy }) => !lazy)), []);
  });

  it('have no circle of rooms', () => {
    assert.deepEqual(circlesOf(roomImports(imports)), []);
  });

  it('have one as soon as somebody closes it', () => {
    const closed = importsOf(planted('web/base/hex.ts', "import type { sha256 } from './sha256.js';"));
    const back = importsOf(planted('web/base/sha256.ts', "import type { hex } from './hex.js';"));
    const both = circlesOf([...closed, ...back].filter(({ lazy }) => !lazy));
    assert.deepEqual(both, [['web/base/hex.ts', 'web/base/sha256.ts']]);
  });
});

describe('the files', () => {
  it('have 400 lines at most', () => {
    const lengths = [...sources].map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }));
    const long = lengths.filter(({ lines }) => lines > 400);
    assert.deepEqual(long, []);
  });
});
