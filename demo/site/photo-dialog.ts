// One photo, with what is known of it and what can be done with it.

import { find } from '../shared/element.js';
import type { Photo } from './photo-shelf.js';

export interface PhotoDialogOptions {
  onLike(photo: Photo): void;
  onDelete(photo: Photo): void;
}

export class PhotoDialog {
  readonly #dialog = find(document, '#photo', HTMLDialogElement);
  #photo: Photo | undefined;

  constructor({ onLike, onDelete }: PhotoDialogOptions) {
    const act = (selector: string, action: (photo: Photo) => void) => {
      find(this.#dialog, selector, HTMLButtonElement).addEventListener('click', () => {
        this.#dialog.close();
        if (this.#photo !== undefined) action(this.#photo);
      });
    };
    act('.photo-like', onLike);
    act('.photo-delete', onDelete);
    act('.photo-close', () => undefined);
  }

  show(photo: Photo): void {
    this.#photo = photo;
    const { title, picture, id, metadata } = photo;
    const image = find(this.#dialog, 'img', HTMLImageElement);
    image.src = picture;
    image.alt = title;
    find(this.#dialog, '.photo-title', HTMLElement).textContent = title;
    const facts = [id, metadata.day, metadata.place].filter((fact) => fact !== undefined && fact !== title);
    find(this.#dialog, '.photo-facts', HTMLElement).textContent = facts.join(' · ');
    this.#dialog.showModal();
  }
}
