// Work on many things, some of them at a time.

/** Files that are written side by side: most of the time of each goes by waiting until it is on the disk. */
export const WRITES_AT_ONCE = 16;

/**
 * What `act` gives for the numbers from 0 to `count` - 1, in order; `most` are under way at once. After an error none is begun any
 * more. Errors: the first of `act`, once all that was under way has ended.
 */
export async function fewAtOnce<Result>(
  count: number,
  most: number,
  act: (number: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = new Array(count);
  let next = 0;
  const line = async () => {
    try {
      for (let number = next++; number < count; number = next++) results[number] = await act(number);
    } catch (error) {
      next = count;
      throw error;
    }
  };
  const lines = await Promise.allSettled(Array.from({ length: Math.min(most, count) }, line));
  for (const each of lines) if (each.status === 'rejected') throw each.reason;
  return results;
}
