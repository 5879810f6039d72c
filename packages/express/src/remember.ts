/**
 * Remembers the last answers of a function that is asked the same things again and again. Bounded: what clients send must
 * not fill the memory.
 */
export function remember<T>(answer: (question: string) => T, most: number): (question: string) => T {
  const known = new Map<string, T>();
  return (question) => {
    if (known.has(question)) return known.get(question) as T;
    if (known.size >= most) known.clear();
    const value = answer(question);
    known.set(question, value);
    return value;
  };
}
