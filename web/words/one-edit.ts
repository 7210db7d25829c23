// Whether two words differ by one typing error.

/** Whether one letter too many, too few, wrong, or two in the wrong order, is all that tells them apart. O(length). */
export function isOneEdit(left: string, right: string): boolean {
  const [short, long] = [Array.from(left), Array.from(right)].sort((a, b) => a.length - b.length);
  if (short === undefined || long === undefined || long.length - short.length > 1) return false;
  let same = 0;
  while (same < short.length && short[same] === long[same]) same++;
  if (same === long.length) return false;
  const rest = (letters: readonly string[], from: number) => letters.slice(from).join('');
  if (long.length > short.length) return rest(short, same) === rest(long, same + 1);
  if (rest(short, same + 1) === rest(long, same + 1)) return true;
  const swapped = short[same] === long[same + 1] && short[same + 1] === long[same];
  return swapped && rest(short, same + 2) === rest(long, same + 2);
}
