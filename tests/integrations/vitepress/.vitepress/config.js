import { withLeann } from 'leann-web-vitepress';
import { defineConfig } from 'vitepress';

export default withLeann(defineConfig({ title: 'Weather', base: '/docs/' }), {
  model: process.env.LEANN_MODEL,
});
