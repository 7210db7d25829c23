// WebGPU or WASM: which is kept after both were measured, with sessions that take what the test says.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Session } from '../../web/embed/onnx-session.js';
import type { OrtDevice } from '../../web/embed/ort-runtime.js';
import { quickerSession } from '../../web/embed/quicker-session.js';

const BATCH = [[1, 2, 3]];

/** Two devices, and a clock that only they move. */
class Devices {
  readonly runs: OrtDevice[] = [];
  readonly open = new Set<OrtDevice>();
  #time = 0;

  readonly now = () => this.#time;

  /** Milliseconds of its runs, one after another, the last for all that follow; an Error is thrown. */
  session(device: OrtDevice, takes: readonly (number | Error)[]): { session: Session } {
    this.open.add(device);
    let run = 0;
    const session: Session = {
      device,
      run: async (batch) => {
        assert.equal(batch, BATCH);
        this.runs.push(device);
        const took = takes[Math.min(run++, takes.length - 1)] ?? 0;
        if (took instanceof Error) throw took;
        this.#time += took;
        return { data: new Float32Array(1), dims: [1, 1] };
      },
      close: async () => void this.open.delete(device),
    };
    return { session };
  }

  async race(
    gpu: (number | Error)[],
    wasm: (number | Error)[],
    { signal, bytes = 1e6 }: { signal?: AbortSignal; bytes?: number } = {},
  ) {
    const openWasm = async () => {
      if (wasm.length === 0) throw new Error('its files are not served');
      return this.session('wasm', wasm);
    };
    const { kept, fallbackReason } = await quickerSession(this.session('webgpu', gpu), openWasm, {
      batch: BATCH,
      bytes,
      signal,
      now: this.now,
    });
    assert.deepEqual([...this.open], [kept.session.device], 'the other is closed');
    return { device: kept.session.device, fallbackReason };
  }
}

describe('of two devices', () => {
  test('the one that takes less time is kept, whatever its first run took', async () => {
    assert.deepEqual(await new Devices().race([2000, 12], [40, 30]), {
      device: 'webgpu',
      fallbackReason: undefined,
    });
    assert.deepEqual(await new Devices().race([2000, 80], [40, 30]), {
      device: 'wasm',
      fallbackReason: 'WASM is quicker here: 30.0 ms for a short batch, 80.0 ms on WebGPU',
    });
  });

  test('a run that something else made long does not decide', async () => {
    assert.equal((await new Devices().race([9, 500, 12, 500], [40, 30])).device, 'webgpu');
    assert.equal((await new Devices().race([9, 50], [40, 900, 30, 900])).device, 'wasm');
  });

  test('one that is far behind after its first run is not run again', async () => {
    const devices = new Devices();
    assert.equal((await devices.race([2000, 10], [41])).device, 'webgpu');
    assert.equal(devices.runs.filter((device) => device === 'wasm').length, 1);
  });

  test('a large model is not loaded twice', async () => {
    const devices = new Devices();
    assert.equal((await devices.race([900], [1], { bytes: 4e8 })).device, 'webgpu');
    assert.deepEqual(devices.runs, []);
  });

  test('the other is kept where one cannot be had or fails, and WASM says why', async () => {
    assert.deepEqual(await new Devices().race([10], []), { device: 'webgpu', fallbackReason: undefined });
    assert.equal((await new Devices().race([10], [new Error('out of memory')])).device, 'webgpu');
    assert.deepEqual(await new Devices().race([10, new Error('WebGPU lost its device')], [40]), {
      device: 'wasm',
      fallbackReason: 'WebGPU lost its device',
    });
  });

  test('none is left open where both fail, or after an abort', async () => {
    const devices = new Devices();
    await assert.rejects(devices.race([new Error('lost')], []), /its files are not served/);
    assert.equal(devices.open.size, 0);
    const aborted = new Devices();
    await assert.rejects(
      aborted.race([10], [10], { signal: AbortSignal.abort('enough') }),
      (e) => e === 'enough',
    );
    assert.equal(aborted.open.size, 0);
  });
});
