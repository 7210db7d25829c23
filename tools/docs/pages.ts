// The pages of the documentation site, written as VitePress reads them: the project's documents, the start page with the
// README's examples, and what stands in the sidebar.

import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ROOT } from '../paths.js';
import { CHAPTERS, ROOT_PAGES } from './contents.js';
import { siteLinks } from './links.js';

/** What is written for the site alone: its configuration, theme, start page and playground. */
const OWN = join(ROOT, 'tools/docs/site');

/** Stands where the start page has an example of the README: its section, and the language of the code. */
const EXAMPLE = /^<!-- example: (.*), (\w+) -->$/gm;

interface SidebarItem {
  text: string;
  link: string;
}

interface SidebarGroup {
  text: string;
  items: SidebarItem[];
}

/** Writes all pages but those of the API. */
export async function writePages(out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const titles = new Map<string, string>();
  for (const [file, page] of Object.entries(await documents())) {
    const text = await readFile(join(ROOT, file), 'utf8');
    await writeFile(join(out, `${page}.md`), siteLinks(text, file));
    titles.set(page, titleOf(text, page));
  }
  await cp(join(ROOT, 'docs/images'), join(out, 'images'), { recursive: true });
  await cp(join(OWN, 'playground.md'), join(out, 'playground.md'));
  titles.set('playground', 'Playground');
  await writeFile(join(out, 'index.md'), await startPage());
  await writeConfiguration(join(out, '.vitepress'), sidebarOf(titles));
}

/** The documents of the project by their paths in it, with the names of their pages. */
async function documents(): Promise<Record<string, string>> {
  const names = (await readdir(join(ROOT, 'docs'))).filter((name) => name.endsWith('.md')).sort();
  const pages = names.map((name) => [`docs/${name}`, basename(name, '.md')]);
  return { ...ROOT_PAGES, ...Object.fromEntries(pages) };
}

function titleOf(text: string, page: string): string {
  if (page === 'readme') return 'The package';
  const heading = /^# (.+)$/m.exec(text)?.[1] ?? page;
  return heading.replace(/`/g, '');
}

/** The start page with the examples that it names, as the README has them. */
async function startPage(): Promise<string> {
  const page = await readFile(join(OWN, 'index.md'), 'utf8');
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  return page.replace(EXAMPLE, (_, section: string, language: string) =>
    exampleOf(readme, section, language),
  );
}

/** The blocks of code of one language in a section. */
function exampleOf(readme: string, section: string, language: string): string {
  const part = readme.split(/^## /m).find((each) => each.startsWith(`${section}\n`));
  const found = (part ?? '').match(new RegExp(`^\`\`\`${language}\\n.*?^\`\`\``, 'gms'));
  if (found === null)
    throw new Error(`cannot make the site: the README has no ${language} under "${section}"`);
  return found.join('\n\n');
}

function sidebarOf(titles: ReadonlyMap<string, string>): SidebarGroup[] {
  const listed = new Set(CHAPTERS.flatMap(({ pages }) => pages));
  const others = [...titles.keys()].filter((page) => !listed.has(page));
  const groups = CHAPTERS.map(({ title, pages }, row) => {
    const all = row === CHAPTERS.length - 1 ? [...pages, ...others] : pages;
    const items = all.flatMap((page) => {
      const text = titles.get(page);
      return text === undefined ? [] : [{ text, link: `/${page}` }];
    });
    return { text: title, items };
  });
  return [...groups, { text: 'Reference', items: [{ text: 'All types and methods', link: '/api/' }] }];
}

async function writeConfiguration(folder: string, sidebar: readonly SidebarGroup[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(OWN, 'config.js'), join(folder, 'config.js'));
  await cp(join(OWN, 'theme'), join(folder, 'theme'), { recursive: true });
  await writeFile(join(folder, 'sidebar.json'), JSON.stringify(sidebar));
}
