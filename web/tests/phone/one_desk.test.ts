import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OneDesk, type OneDeskOptions } from '../../src/phone/one_desk';

/** The Web Locks of a browser, as far as one name goes. */
class FakeLocks {
  #holder: { let_go: () => void; fail: (error: Error) => void } | null = null;
  readonly #queue: (() => void)[] = [];

  request(_name: string, options: LockOptions, use: (lock: Lock | null) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const holder = { let_go: () => this.#next(), fail: reject };
        this.#holder = holder;
        Promise.resolve(use({} as Lock)).then((value) => {
          if (this.#holder === holder) this.#next();
          resolve(value);
        }, reject);
      };
      if (options.steal) {
        this.#holder?.fail(Object.assign(new Error('stolen'), { name: 'AbortError' }));
        grant();
      } else if (this.#holder === null) grant();
      else if (options.ifAvailable) resolve(use(null));
      else {
        this.#queue.push(grant);
        options.signal?.addEventListener('abort', () => {
          this.#queue.splice(this.#queue.indexOf(grant), 1);
          reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
        });
      }
    });
  }

  #next(): void {
    this.#holder = null;
    this.#queue.shift()?.();
  }
}

type Channel = ReturnType<NonNullable<OneDeskOptions['channel']>>;
let locks: FakeLocks;
let channels: Channel[];

const tab = (): OneDesk =>
  new OneDesk({
    account: '7',
    locks: locks as unknown as LockManager,
    channel: () => {
      const channel: Channel = {
        onmessage: null,
        postMessage: (data) =>
          channels.filter((one) => one !== channel).forEach((one) => one.onmessage?.({ data } as Parameters<NonNullable<Channel['onmessage']>>[0])),
        close: () => {},
      };
      channels.push(channel);
      return channel;
    },
  });

async function done<T>(work: Promise<T>): Promise<T> {
  await vi.advanceTimersByTimeAsync(2_000);
  return work;
}

beforeEach(() => {
  vi.useFakeTimers();
  locks = new FakeLocks();
  channels = [];
});
afterEach(() => void vi.useRealTimers());

test('the first tab has the desk, the second is told that it is elsewhere', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  await done(second.claim());
  expect([first.state, second.state]).toEqual(['here', 'elsewhere']);
});

test('who takes over has the desk, and the other one learns it', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  await done(second.claim());
  expect(await done(second.takeOver())).toBe('here');
  expect([first.state, second.state]).toEqual(['taken', 'here']);
});

test('a desk with a call is not taken over', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  await done(second.claim());
  first.setBusy(true);
  expect(await done(second.takeOver())).toBe('busy');
  expect([first.state, second.state]).toEqual(['here', 'elsewhere']);
  first.setBusy(false);
  expect(await done(second.takeOver())).toBe('here');
});

test('when the first tab is closed the second gets the desk by itself', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  await done(second.claim());
  first.release();
  await done(Promise.resolve());
  expect(second.state).toBe('here');
});

test('a page that is reloaded waits a moment for the lock of the one before it', async () => {
  const [before, after] = [tab(), tab()];
  await done(before.claim());
  const states: string[] = [];
  after.on('state', (state) => states.push(state));
  const claimed = after.claim();
  setTimeout(() => before.release(), 300);
  await done(claimed);
  expect(states).toEqual(['here']);
});

test('a tab that was taken over can take the desk back', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  await done(second.takeOver());
  expect(await done(first.takeOver())).toBe('here');
  expect([first.state, second.state]).toEqual(['here', 'taken']);
});

test('without Web Locks every tab has the desk, and the server decides', async () => {
  const desk = new OneDesk({ account: '7', locks: null, channel: () => ({ onmessage: null, postMessage: () => {}, close: () => {} }) });
  await done(desk.claim());
  expect(desk.state).toBe('here');
});

test('who takes over while it still asks keeps the desk', async () => {
  const [first, second] = [tab(), tab()];
  await done(first.claim());
  const claiming = second.claim();
  await vi.advanceTimersByTimeAsync(250);
  const taking = second.takeOver();
  await vi.advanceTimersByTimeAsync(400);
  expect(await taking).toBe('here');
  await done(claiming);
  expect([first.state, second.state]).toEqual(['taken', 'here']);
});
