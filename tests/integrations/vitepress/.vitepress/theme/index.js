export { default } from 'leann-web-vitepress/theme';
