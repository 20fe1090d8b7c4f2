import { Refusal } from '@beatline/shared/model/refusal';
import { expect, test } from 'vitest';
import { createGroupCommit } from './group_commit';

/** A database that takes a turn of the event loop, and remembers its transactions. */
function recorded(fails: (group: readonly string[]) => Error | undefined = () => undefined) {
  const transactions: string[][] = [];
  const commit = async (group: readonly string[]): Promise<string[]> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const error = fails(group);
    if (error !== undefined) throw error;
    transactions.push([...group]);
    return group.map((text) => text.toUpperCase());
  };
  return { transactions, group: createGroupCommit({ commit, sizeOf: (text: string) => text.length, groupMost: 5 }) };
}

test('what comes while a transaction runs shares the next one, in order, up to the size of a group', async () => {
  const { transactions, group } = recorded();
  const answers = await Promise.all(['a', 'bb', 'cc', 'd', 'eeeeeeee', 'f'].map((text) => group.submit(text)));
  expect(answers).toEqual(['A', 'BB', 'CC', 'D', 'EEEEEEEE', 'F']);
  expect(transactions).toEqual([['a', 'bb', 'cc'], ['d'], ['eeeeeeee'], ['f']]);
  expect(group.waiting()).toBe(0);
});

test('one bad submission fails alone', async () => {
  const { transactions, group } = recorded((texts) => (texts.includes('x') ? new Error('bad') : undefined));
  const answers = await Promise.allSettled(['a', 'x', 'b'].map((text) => group.submit(text)));
  expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(transactions).toEqual([['a'], ['b']]);
});

test('a refusal of the whole database is not tried again for each', async () => {
  let tried = 0;
  const { group } = recorded(() => {
    tried += 1;
    return new Refusal('stopping', 'the server is stopping');
  });
  const answers = await Promise.allSettled(['a', 'b', 'c'].map((text) => group.submit(text)));
  expect(answers.every((answer) => answer.status === 'rejected')).toBe(true);
  expect(tried).toBe(1);
});

test('upkeep never runs inside a transaction of the queue', async () => {
  const { transactions, group } = recorded();
  const seen: number[] = [];
  const answers = [group.submit('a'), group.inTurn(async () => void seen.push(transactions.length)), group.submit('b')];
  await Promise.all(answers);
  expect(seen).toEqual([1]);
  expect(transactions.flat()).toEqual(['a', 'b']);
});
