// When and where a photo was taken, as its camera wrote it into the file (EXIF in JPEG).

export interface PhotoFacts {
  /** `2024-05-31` */
  day?: string;
  /** Degrees, north and east positive. */
  latitude?: number;
  longitude?: number;
}

/** Cameras write it at the beginning. */
const READ_BYTES = 128 * 1024;
const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda;
const EXIF = 0x45786966;

const TAG = { exif: 0x8769, gps: 0x8825, taken: 0x9003, changed: 0x0132 };
const GPS = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 };
const ASCII = 2;
const RATIONAL = 5;

/** Empty if nothing is written there, or it is damaged. */
export async function factsOf(file: Blob): Promise<PhotoFacts> {
  const view = new DataView(await file.slice(0, READ_BYTES).arrayBuffer());
  try {
    const start = exifStart(view);
    return start === undefined ? {} : new Exif(view, start).facts();
  } catch {
    // What is said of a place outside of the file is no use.
    return {};
  }
}

/** Where the TIFF part begins. */
function exifStart(view: DataView): number | undefined {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (at + 10 < view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === START_OF_SCAN || marker >> 8 !== 0xff) return undefined;
    if (marker === APP1 && view.getUint32(at + 4) === EXIF) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

interface Entry {
  type: number;
  count: number;
  /** Where its four bytes are: a value, or where that is. */
  at: number;
}

class Exif {
  readonly #view: DataView;
  readonly #start: number;
  readonly #little: boolean;

  constructor(view: DataView, start: number) {
    this.#view = view;
    this.#start = start;
    this.#little = view.getUint16(start) === 0x4949;
  }

  facts(): PhotoFacts {
    const main = this.#entries(this.#long(this.#start + 4));
    const exif = this.#below(main, TAG.exif);
    const gps = this.#below(main, TAG.gps);
    const day = this.#day(exif.get(TAG.taken)) ?? this.#day(main.get(TAG.changed));
    const latitude = this.#degrees(gps.get(GPS.latitude), gps.get(GPS.latitudeRef), 90);
    const longitude = this.#degrees(gps.get(GPS.longitude), gps.get(GPS.longitudeRef), 180);
    const isPlaced = latitude !== undefined && longitude !== undefined;
    return { ...(day !== undefined && { day }), ...(isPlaced && { latitude, longitude }) };
  }

  #below(main: ReadonlyMap<number, Entry>, tag: number): Map<number, Entry> {
    const entry = main.get(tag);
    return entry === undefined ? new Map() : this.#entries(this.#long(entry.at));
  }

  #entries(offset: number): Map<number, Entry> {
    const found = new Map<number, Entry>();
    const first = this.#start + offset;
    const count = this.#view.getUint16(first, this.#little);
    for (let at = first + 2; at < first + 2 + 12 * count; at += 12) {
      const type = this.#view.getUint16(at + 2, this.#little);
      found.set(this.#view.getUint16(at, this.#little), { type, count: this.#long(at + 4), at: at + 8 });
    }
    return found;
  }

  #day(entry: Entry | undefined): string | undefined {
    if (entry?.type !== ASCII || entry.count < 10) return undefined;
    const at = this.#start + this.#long(entry.at);
    const text = Array.from({ length: 10 }, (_, i) => String.fromCharCode(this.#view.getUint8(at + i))).join(
      '',
    );
    const [, year, month, day] = /^((?:19|20)\d\d):(0[1-9]|1[0-2]):(0[1-9]|[12]\d|3[01])$/.exec(text) ?? [];
    return year === undefined ? undefined : `${year}-${month}-${day}`;
  }

  /** Degrees, minutes and seconds as fractions. */
  #degrees(entry: Entry | undefined, side: Entry | undefined, most: number): number | undefined {
    if (entry?.type !== RATIONAL || entry.count !== 3 || side === undefined) return undefined;
    const at = this.#start + this.#long(entry.at);
    const parts = [0, 1, 2].map((i) => this.#long(at + 8 * i) / this.#long(at + 8 * i + 4));
    const degrees = (parts[0] ?? 0) + (parts[1] ?? 0) / 60 + (parts[2] ?? 0) / 3600;
    const letter = String.fromCharCode(this.#view.getUint8(side.at));
    if (!(degrees <= most)) return undefined;
    return /[SW]/.test(letter) ? -degrees : degrees;
  }

  #long(at: number): number {
    return this.#view.getUint32(at, this.#little);
  }
}
