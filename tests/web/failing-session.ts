// Real sessions that fail when told to, in place of devices that do.

import { type CreateSession, OnnxSession, type Session } from '../../web/embed/onnx-session.js';
import type { OrtDevice } from '../../web/embed/ort-runtime.js';
import type { ModelOutput } from '../../web/embed/pooling.js';

/** What becomes of the next run, by device. */
export type Fault = (output: ModelOutput) => ModelOutput | Promise<ModelOutput>;

export interface FaultyDevices {
  create: CreateSession;
  /** Of the next run on that device. */
  faults: Partial<Record<OrtDevice, Fault>>;
  /** Why no session can be had on that device; none where it is not there. */
  refusals: Partial<Record<OrtDevice, string>>;
  /** What sessions were made on, in order, and how many of them are open. */
  made: OrtDevice[];
  open: () => number;
}

/** Whatever the device is called, WASM does the work, so that its vectors are the real ones. */
export function faultyDevices(): FaultyDevices {
  const made: OrtDevice[] = [];
  const faults: FaultyDevices['faults'] = {};
  const refusals: FaultyDevices['refusals'] = {};
  let open = 0;
  const create: CreateSession = async (model, device, padId, options) => {
    const refusal = refusals[device];
    if (refusal !== undefined) throw new Error(refusal);
    const session = await OnnxSession.create(model, 'wasm', padId, options);
    made.push(device);
    open++;
    let closed = false;
    const faulty: Session = {
      device,
      run: async (batch, signal) => {
        const output = await session.run(batch, signal);
        const fault = faults[device];
        delete faults[device];
        return fault === undefined ? output : await fault(output);
      },
      close: async () => {
        if (!closed) open--;
        closed = true;
        await session.close();
      },
    };
    return faulty;
  };
  return { create, faults, refusals, made, open: () => open };
}
