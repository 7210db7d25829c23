// Finds out whether the browser has WebNN, which TypeScript does not know yet.

interface MachineLearning {
  createContext(): Promise<object>;
}

/** Rejects with an Error that says why there is none. */
export async function requireWebNn(): Promise<void> {
  const ml: MachineLearning | undefined = Reflect.get(globalThis.navigator ?? {}, 'ml');
  if (ml === undefined) throw new Error('WebNN is not available here');
  // Some browsers have the interface and nothing behind it.
  await ml.createContext();
}
