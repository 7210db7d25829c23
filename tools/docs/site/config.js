// The configuration of VitePress. tools/docs.ts copies it beside the pages and says, by the environment, under which path the
// site is to be served.

import { readFileSync } from 'node:fs';
import { slug } from 'github-slugger';
import { withLeann } from 'leann-web-vitepress';

const sidebar = JSON.parse(readFileSync(new URL('./sidebar.json', import.meta.url), 'utf8'));

export default withLeann(
  {
    title: 'leann-web',
    description: 'Search by meaning in a browser tab, from an index that stores no vectors',
    base: process.env.LEANN_DOCS_BASE,
    outDir: process.env.LEANN_DOCS_OUT,
    lastUpdated: false,
    themeConfig: {
      nav: [
        { text: 'Guide', link: '/guide-site' },
        { text: 'API', link: '/api/' },
        { text: 'Playground', link: '/playground' },
        { text: 'Compared', link: '/compared' },
      ],
      sidebar,
      outline: [2, 3],
      socialLinks: [{ icon: 'github', link: 'https://github.com/leann-web/leann-web' }],
      footer: { message: 'MIT licence. Nothing that you type here leaves your browser.' },
    },
    markdown: {
      // Documents are written for GitHub: anchors are its, and braces mean nothing.
      anchor: { slugify: (text) => slug(text) },
      attrs: { disable: true },
    },
    vue: { template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('leann-') } } },
  },
  {
    exclude: ['playground/'],
    model: process.env.LEANN_DOCS_MODEL,
    cache: process.env.LEANN_DOCS_CACHE,
    title: 'leann-web',
  },
);
