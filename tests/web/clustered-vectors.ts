// Unit vectors around some centres, the same each time.

export function clusteredVectors(count: number, dimension: number): Float32Array[] {
  let state = 12_345;
  const random = () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  const centres = Array.from({ length: 20 }, () => Float32Array.from({ length: dimension }, random));
  return Array.from({ length: count }, (_, row) => {
    const centre = centres[row % centres.length] ?? new Float32Array(dimension);
    const vector = centre.map((value) => value + random());
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}
