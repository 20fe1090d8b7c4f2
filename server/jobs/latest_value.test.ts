import { expect, test } from 'vitest';
import { createLatestValue } from './latest_value';

test('a follower gets the current value, every later one it is quick enough for, and ends after the last', async () => {
  const value = createLatestValue(1);
  const seen: number[] = [];
  const following = (async () => {
    for await (const each of value.follow(undefined, (current) => current === 4)) seen.push(each);
  })();
  await Promise.resolve();
  value.set(2);
  await new Promise((resolve) => setTimeout(resolve, 1));
  value.set(3);
  value.set(4);
  await following;
  expect(seen[0]).toBeLessThanOrEqual(2);
  expect(seen.at(-1)).toBe(4);
});

test('an aborted follower ends without waiting for another value', async () => {
  const value = createLatestValue('only');
  const abort = new AbortController();
  const seen: string[] = [];
  const following = (async () => {
    for await (const each of value.follow(abort.signal)) seen.push(each);
  })();
  await new Promise((resolve) => setTimeout(resolve, 1));
  abort.abort();
  await following;
  expect(seen).toEqual(['only']);
});
