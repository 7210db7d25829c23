// Orama without forgiving typing errors.

import { orama } from './orama.js';

export const engine = orama(0);
