// Finds the graphics card.

/** Rejects with an Error that says why there is none. */
export async function webGpuAdapter(): Promise<GPUAdapter> {
  const gpu = globalThis.navigator?.gpu as GPU | undefined;
  if (gpu === undefined) throw new Error('WebGPU is not available here');
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error('WebGPU has no adapter here');
  return adapter;
}
