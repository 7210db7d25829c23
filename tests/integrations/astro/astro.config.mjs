import { defineConfig } from 'astro/config';
import leannSearch from 'leann-web-astro';

export default defineConfig({
  base: '/docs',
  integrations: [leannSearch({ folder: 'find', model: process.env.LEANN_MODEL })],
});
