// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { Recording } from '../../../src/pages/announcements/recording.svelte';
import { LONGEST_SECONDS } from '../../../src/pages/announcements/take';
import { spoken, tools } from './support';

it('records, stops, proposes a cut, and gives the microphone back', async () => {
  const browser = tools();
  const recording = new Recording(browser);
  await recording.start();
  expect(recording.phase).toBe('recording');
  browser.clock = 2000;
  browser.frames[0]?.();
  expect([recording.level, recording.heard, recording.seconds]).toEqual([0.5, 'good', 2]);
  await recording.stop();
  expect([recording.phase, recording.judged, browser.released, browser.frames.length]).toEqual(['cut', 'good', 1, 0]);
  recording.move('begin', 1.5);
  expect(recording.cut.begin).toBe(1.5);
  const cut = recording.sound()?.size ?? 0;
  recording.whole();
  expect(recording.sound()?.size).toBeGreaterThan(cut);
});

it('stops by itself after five minutes', async () => {
  const browser = tools();
  const recording = new Recording(browser);
  await recording.start();
  browser.clock = LONGEST_SECONDS * 1000;
  browser.frames[0]?.();
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(recording.phase).toBe('cut');
});

it.each([
  ['NotAllowedError', 'refused'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'busy'],
])('tells why there is no microphone: %s', async (denied, trouble) => {
  const recording = new Recording(tools({ denied }));
  await recording.start();
  expect([recording.phase, recording.trouble]).toEqual(['none', trouble]);
});

it('gives a microphone back that comes when nobody wants it any more', async () => {
  const browser = tools();
  const recording = new Recording(browser);
  const asking = recording.start();
  recording.forget();
  await asking;
  expect([recording.phase, browser.released]).toEqual(['none', 1]);
});

it('takes a file, and says what is wrong with one', async () => {
  const good = new Recording(tools());
  await good.open(new Blob(['file']));
  expect(good.phase).toBe('cut');
  const broken = new Recording(tools({ take: null }));
  await broken.open(new Blob(['file']));
  expect([broken.phase, broken.trouble]).toEqual(['none', 'unreadable']);
  const long = new Recording(tools({ take: { samples: new Float32Array(302 * 100), rate: 100 } }));
  await long.open(new Blob(['file']));
  expect(long.trouble).toBe('long');
  const large = new Recording(tools({ take: spoken() }));
  await large.open({ size: 21 * 1024 * 1024 } as Blob);
  expect(large.trouble).toBe('large');
});
