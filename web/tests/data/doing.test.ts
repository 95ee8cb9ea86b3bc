import { expect, it, vi } from 'vitest';
import { ApiError } from '../../src/api/errors';
import { Doing } from '../../src/data/doing.svelte';
import { Following } from '../../src/data/following.svelte';
import { Loaded } from '../../src/data/loaded.svelte';
import { Opened } from '../../src/data/opened.svelte';

const STALE = new ApiError('stale_version', 'Stara wersja.', 412);

it('tells what was done, and what did not work', async () => {
  const doing = new Doing();
  expect(await doing.run(async () => 3, { failed: '', done: (n) => `Zapisano: ${n}.` })).toBe(true);
  expect([doing.done, doing.isBusy]).toEqual(['Zapisano: 3.', false]);
  expect(await doing.run(() => Promise.reject(new TypeError()), { failed: 'Nie udało się.' })).toBe(false);
  expect([doing.failure, doing.done]).toEqual(['Nie udało się.', '']);
});

it('offers to try once more what nobody has answered, and not what was refused', async () => {
  const doing = new Doing();
  let tries = 0;
  const work = () => ((tries += 1) < 2 ? Promise.reject(new ApiError('network', 'Brak połączenia.')) : Promise.resolve());
  await doing.run(work, { failed: '', done: 'Zapisano.' });
  expect(await doing.again?.()).toBe(true);
  expect([tries, doing.done, doing.failure, doing.again]).toEqual([2, 'Zapisano.', '', null]);
  await doing.run(() => Promise.reject(new ApiError('name_taken', 'Taka nazwa już jest.', 409)), { failed: '' });
  expect([doing.failure, doing.again]).toEqual(['Taka nazwa już jest.', null]);
});

it('does one thing at a time', async () => {
  const doing = new Doing();
  let end = () => {};
  const first = doing.run(() => new Promise<void>((resolve) => (end = resolve)), { failed: '' });
  expect(await doing.run(async () => undefined, { failed: '' })).toBe(false);
  end();
  expect(await first).toBe(true);
});

it('reads anew what somebody else was faster with', async () => {
  const doing = new Doing();
  const again = vi.fn(async () => undefined);
  await doing.run(() => Promise.reject(STALE), { failed: '', stale: { says: 'Wczytano na nowo.', again } });
  expect([doing.failure, again.mock.calls.length]).toEqual(['Wczytano na nowo.', 1]);
});

it('shows the answer to the later question, whichever comes first', async () => {
  const answers: ((value: string) => void)[] = [];
  const loaded = new Loaded((_which: number) => new Promise<string>((resolve) => answers.push(resolve)));
  const both = [loaded.load(1), loaded.load(2)];
  answers[1]?.('second');
  answers[0]?.('first');
  await Promise.all(both);
  expect([loaded.value, loaded.state]).toEqual(['second', 'there']);
});

it('keeps what is shown when the next answer does not come, and tells why', async () => {
  let fails = false;
  const loaded = new Loaded(() => (fails ? Promise.reject(STALE) : Promise.resolve('there')));
  await loaded.load();
  fails = true;
  await loaded.again();
  expect([loaded.value, loaded.state, loaded.failure]).toEqual(['there', 'failed', 'Stara wersja.']);
});

it('looks at what is opened once, however often it is gone to', async () => {
  const view = vi.fn(async (id: string) => ({ id }));
  const opened = new Opened(view);
  expect([await opened.open('a'), await opened.open('a'), view.mock.calls.length]).toEqual([true, false, 1]);
  await opened.open('b');
  opened.put({ id: 'a' });
  expect(opened.value).toEqual({ id: 'b' });
  await opened.open(null);
  expect([opened.value, opened.state]).toEqual([null, 'none']);
});

it('asks of a long job until it is over, also after an answer that is missing', async () => {
  vi.useFakeTimers();
  let asked = 0;
  const following = new Following(
    () => (++asked === 1 ? Promise.reject(new TypeError()) : Promise.resolve()),
    () => asked < 3,
    1000,
  );
  following.look();
  following.look();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(3);
  vi.useRealTimers();
});
