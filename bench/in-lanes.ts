/** As many at once as a small app has. */
const LANES = 8;

/** Works through all of these, eight at a time; the milliseconds that each took. */
export async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) {
      const began = performance.now();
      await work(item);
      milliseconds.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return milliseconds;
}
