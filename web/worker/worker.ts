// The script of the worker (`leann-web/worker`): serves the page that started it.

import { serve } from './serve.js';

serve();
