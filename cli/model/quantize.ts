// Rounds weights to 8-bit integers with one scale for each row, or each column, of a matrix.

/** Codes in [-127, 127]; a weight is about its code times its scale. */
export interface Quantized {
  codes: Int8Array;
  scales: Float32Array;
}

/** One scale a row of a row-major matrix of that width. */
export function quantizeRows(data: Float32Array, width: number): Quantized {
  return quantize(data, width, 1, 0);
}

/** One scale a column of a row-major matrix of that width. */
export function quantizeColumns(data: Float32Array, width: number): Quantized {
  return quantize(data, width, 0, 1);
}

/** The scale of an element is that of number row · `rowStep` + column · `columnStep`. */
function quantize(data: Float32Array, width: number, rowStep: number, columnStep: number): Quantized {
  const rows = data.length / width;
  const peaks = new Float64Array(rowStep * (rows - 1) + columnStep * (width - 1) + 1);
  for (let i = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++, i++) {
      const group = row * rowStep + column * columnStep;
      peaks[group] = Math.max(peaks[group] ?? 0, Math.abs(data[i] ?? 0));
    }
  }
  // A group of zeros may have any scale; 1 keeps the division below sound.
  const scales = Float32Array.from(peaks, (peak) => (peak > 0 ? peak / 127 : 1));
  const codes = new Int8Array(data.length);
  for (let i = 0, row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++, i++) {
      codes[i] = Math.round((data[i] ?? 0) / (scales[row * rowStep + column * columnStep] ?? 1));
    }
  }
  return { codes, scales };
}
