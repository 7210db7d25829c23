// A button for what cannot be undone: it asks once more.

/** Its text before, and once it was pressed. */
export interface TwiceTexts {
  ask: string;
  sure: string;
}

export function pressTwice(
  button: HTMLButtonElement,
  { ask, sure }: TwiceTexts,
  act: () => Promise<void>,
): void {
  button.addEventListener('click', async () => {
    if (button.textContent !== sure) {
      button.textContent = sure;
      return;
    }
    await act();
    button.textContent = ask;
  });
  button.addEventListener('blur', () => {
    button.textContent = ask;
  });
}
