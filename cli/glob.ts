// Patterns of paths: `*` and `?` within a name, `**` over folders, `{a,b}`.

/** The folder that a pattern begins in, and which paths relative to it are meant. */
export interface Glob {
  folder: string;
  matches: (path: string) => boolean;
}

const WILD = /[*?{]/;

export function isPattern(path: string): boolean {
  return WILD.test(path);
}

export function globOf(pattern: string): Glob {
  const parts = pattern.replaceAll('\\', '/').split('/');
  const wild = parts.findIndex((part) => WILD.test(part));
  const fixed = wild < 0 ? parts.length - 1 : wild;
  const folder = parts.slice(0, fixed).join('/');
  const expression = new RegExp(`^${expressionOf(parts.slice(fixed).join('/'))}$`);
  const root = pattern.startsWith('/') ? '/' : '.';
  return { folder: folder === '' ? root : folder, matches: (path) => expression.test(path) };
}

function expressionOf(pattern: string): string {
  let depth = 0;
  return pattern.replaceAll(/\*\*\/|\*\*|\*|\?|[{},]|[.+^$()|[\]\\]/g, (found) => {
    switch (found) {
      case '**/':
        return '(?:[^/]+/)*';
      case '**':
        return '.*';
      case '*':
        return '[^/]*';
      case '?':
        return '[^/]';
      case '{':
        depth++;
        return '(?:';
      case '}':
        if (depth === 0) return '\\}';
        depth--;
        return ')';
      case ',':
        return depth > 0 ? '|' : ',';
      default:
        return `\\${found}`;
    }
  });
}
