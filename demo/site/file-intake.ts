// The ways by which files come into a tab: chosen by its inputs, or dropped anywhere in it.

import { chosenFiles, droppedFiles, type FoundFile } from './dropped-files.js';

/** The type of a drag that has files. */
const FILES = 'Files';

export interface IntakeOptions {
  panel: HTMLElement;
  /** What shows that files may be dropped. */
  drop: HTMLElement;
  take(files: readonly FoundFile[]): void;
  /** Told if a folder that was dropped cannot be read. */
  failed(error: unknown): void;
}

export function takeFiles({ panel, drop, take, failed }: IntakeOptions): void {
  for (const input of panel.querySelectorAll<HTMLInputElement>('input[type=file]')) {
    input.addEventListener('change', () => {
      const files = chosenFiles(input);
      input.value = '';
      take(files);
    });
  }
  panel.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes(FILES)) return;
    event.preventDefault();
    drop.classList.add('dropping');
  });
  panel.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!panel.contains(relatedTarget as Node | null)) drop.classList.remove('dropping');
  });
  panel.addEventListener('drop', (event) => {
    drop.classList.remove('dropping');
    if (!event.dataTransfer?.types.includes(FILES)) return;
    // The browser would show the file in place of the page.
    event.preventDefault();
    droppedFiles(event.dataTransfer).then(take, failed);
  });
}
