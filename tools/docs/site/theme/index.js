// The default theme with the search element, in the colours of the project.

import theme from 'leann-web-vitepress/theme';
import './style.css';

export default theme;
