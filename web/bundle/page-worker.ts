// The worker of pages without a bundler.

import { serve } from './page.js';

serve();
