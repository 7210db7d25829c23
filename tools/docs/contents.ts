// The order of the documentation site: what stands where in its sidebar.

/** A group of pages, named by their files without the ending. */
export interface Chapter {
  title: string;
  pages: readonly string[];
}

/** Documents that are not listed are put into the last chapter. */
export const CHAPTERS: readonly Chapter[] = [
  { title: 'Begin', pages: ['readme', 'playground', 'guide-site', 'guide-notes-app', 'guide-extension'] },
  {
    title: 'Search',
    pages: ['search', 'filters', 'reading', 'models', 'encoder', 'photos', 'guide-photos'],
  },
  {
    title: 'In your project',
    pages: [
      'index-life',
      'hosting',
      'element',
      'bundlers',
      'adapters',
      'agents',
      'scale',
      'postgres',
      'extension',
    ],
  },
  { title: 'When in doubt', pages: ['troubleshooting', 'privacy', 'security', 'browsers'] },
  { title: 'Background', pages: ['compared', 'benchmarks', 'benchmarks-archive', 'design', 'format'] },
  { title: 'The project', pages: ['changelog', 'contributing'] },
];

/** Files of the project's root that are pages as well. */
export const ROOT_PAGES: Readonly<Record<string, string>> = {
  'README.md': 'readme',
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
};
