/** χ² of one position over the ten digits, 9 degrees of freedom: above 50 once in ten million fair runs. */
export function chiSquare(codes: readonly string[], position: number): number {
  const expected = codes.length / 10;
  const counts = Array.from(
    { length: 10 },
    (_, digit) => codes.filter((code) => code[position] === String(digit)).length,
  );
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
