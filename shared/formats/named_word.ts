/** The value that a table of words gives for a text; undefined for other texts, such as `constructor`, which every object knows. */
export function namedWord<T>(words: Readonly<Record<string, T>>, text: string): T | undefined {
  return Object.hasOwn(words, text) ? words[text] : undefined;
}
