// leann-web as version 0.1 searched: by meaning alone until .95 of the hits are sure, passages embedded by ONNX Runtime.

import { leannWeb } from './leann-web.js';

export const peer = leannWeb({ model: { runtime: 'onnxruntime' }, search: { mode: 'meaning' } });
