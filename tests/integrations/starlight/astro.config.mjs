import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import leannStarlight from 'leann-web-astro/starlight';

export default defineConfig({
  site: 'https://example.org',
  base: '/docs',
  integrations: [
    starlight({ title: 'Weather', plugins: [leannStarlight({ model: process.env.LEANN_MODEL })] }),
  ],
});
