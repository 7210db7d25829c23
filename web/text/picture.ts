// Pictures among texts: a passage that is a picture has its bytes as its text, as a `data:` URL.

/**
 * An image: a file, one that is decoded already (in browsers), or a URL, which is fetched. A picture that an index gave back
 * ({@link Hit.picture}) is taken as it is.
 */
export type Image = Blob | ImageBitmap | string;

const START = 'data:image/';
/** Of types that every browser shows, in base64 and with nothing around it. */
const PICTURE = /^data:image\/(?:jpeg|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** Whether a text is a picture, and nothing else. No passage of a text is: data in base64 is left out of those. */
export function isPicture(text: string): boolean {
  return text.startsWith(START) && PICTURE.test(text);
}
