// @vitest-environment happy-dom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isOtherNumber } from '../../../src/conversation/person';
import { recordingSaid, type RecordingSaid } from '../../../src/conversation/recording_said';
import { stateSince } from '../../../src/live/agent_states';
import type { AgentCall } from '../../../src/live/protocol';
import { besideParts } from '../../../src/pages/desk/beside_parts';
import { correctClock } from '../../../src/time/clock.svelte';
import { choose, press, seen, settled, show } from '../../support/mounted';
import { ago, CALL, NOW, Stage } from './fakes.svelte';
import Story from './story/Story.svelte';

let stage: Stage;

// What the desk loads after itself takes its time on a machine that is full.
beforeAll(() => besideParts(), 60_000);

async function begun(prepare: (stage: Stage) => void = () => undefined): Promise<void> {
  correctClock(new Date(NOW).toISOString());
  stage = new Stage();
  stage.mirror.me({ state: 'available', since: ago(1500) });
  prepare(stage);
  stage.desk.start();
  await show(Story, { desk: stage.desk, company: stage.company }, '/desk');
  stage.phone.register();
  await settled();
}

const strip = (): HTMLElement => document.querySelector<HTMLElement>('[data-front]') ?? document.body;
const name = (): string => strip().querySelector('.name')?.textContent ?? '';
const tools = (): Record<string, boolean> =>
  Object.fromEntries(
    [...document.querySelectorAll<HTMLButtonElement>('[data-tool] > button')].map((each) => [each.parentElement?.dataset.tool ?? '', !each.disabled]),
  );
const possible = (): string[] =>
  Object.entries(tools())
    .filter(([, isPossible]) => isPossible)
    .map(([tool]) => tool);

async function offered(change: Partial<AgentCall> = {}): Promise<void> {
  stage.phone.comeIn();
  stage.mirror.call({ phase: 'offered', answered: null, recording: '', ring_until: ago(-16), ...change }, 'ringing');
  await settled();
}

async function talking(change: Partial<AgentCall> = {}): Promise<void> {
  await offered();
  stage.phone.answer();
  stage.mirror.call(change);
  await settled();
}

describe('who is on the line', () => {
  beforeEach(() => begun());

  it('stands in the ring card, the strip and the wrap-up, as the card has it', async () => {
    await offered();
    expect(name()).toBe('Anna Maria Żółtowska');
    expect(strip().textContent).toContain('41 lat · Kolno · zweryfikowana');
    stage.phone.answer();
    stage.mirror.call({});
    await settled();
    expect(name()).toBe('Anna Maria Żółtowska');
    stage.mirror.me({ state: 'wrap_up', since: ago(15), wrap_up_until: ago(-45), wrap_up_extensions_left: 2, call: null });
    await settled();
    expect(name()).toBe('Anna Maria Żółtowska');
    expect(strip().textContent).toMatch(/Po rozmowie 0:4[2-5]/);
    stage.mirror.me({ state: 'available', since: ago(0), call: null });
    await settled();
    expect(seen()).not.toContain('Żółtowska');
    expect(strip().textContent).toContain('Gotowość');
  });

  it('rings with the name as soon as it is known, and the sound does not begin anew for it', async () => {
    await offered();
    expect(stage.ringer.rung.at(-1)).toEqual({ title: 'Dzwoni: Anna Maria Żółtowska, 41 lat', body: 'zweryfikowana, Kolno' });
    expect(stage.desk.conversation.who).toBe('Anna Maria Żółtowska, 41 lat');
  });
});

it('is a person whose sex nobody knows until there is a card', async () => {
  await begun(({ clients }) => (clients.callerIs = { call_id: 'call-1', client: null }));
  await offered({ verified_by: '' });
  expect(name()).toBe('osoba niezweryfikowana');
  expect(seen()).not.toContain('Zweryfikowany');
});

describe('tools', () => {
  beforeEach(() => begun());

  it('are all there in every state of a call, and those that are not possible are dimmed', async () => {
    const all = ['aside', 'colleague', 'dismiss', 'end', 'hand_over', 'help', 'hold', 'keypad', 'mute', 'recording', 'together', 'transfer', 'withdraw'];
    const guest = { colleague: 'k20070-1', colleague_mode: 'together' as const, is_colleague_there: true };
    const states: [Partial<AgentCall>, string[]][] = [
      [{}, ['mute', 'hold', 'keypad', 'colleague', 'transfer', 'help', 'recording', 'withdraw', 'end']],
      [{ recording: '', consent: '' }, ['mute', 'hold', 'keypad', 'colleague', 'transfer', 'help', 'end']],
      [{ phase: 'held', recording: 'paused' }, ['mute', 'hold', 'keypad', 'colleague', 'transfer', 'help', 'withdraw', 'end']],
      [guest, ['mute', 'hold', 'keypad', 'help', 'recording', 'withdraw', 'together', 'aside', 'hand_over', 'dismiss', 'end']],
    ];
    await talking();
    for (const [change, wanted] of states) {
      stage.mirror.call(change);
      await settled();
      expect(Object.keys(tools()).sort()).toEqual(all);
      expect(possible()).toEqual(wanted);
    }
  });

  it('say what the recording key would do, also while a hold makes it silent', async () => {
    await talking({ phase: 'held', recording: 'paused' });
    expect(document.querySelector('[data-tool="recording"]')?.textContent).toContain('Wznów nagrywanie');
  });

  it('open the keypad at its own button', async () => {
    await talking();
    stage.desk.conversation.toggleKeypad();
    await settled();
    expect(document.querySelector('[data-tool="keypad"] [role="group"]')).not.toBeNull();
  });
});

it('says of the recording what is so at each moment', () => {
  const after = (seconds: number) => NOW - 134_000 + seconds * 1000; // of the answer
  const cases: [Partial<AgentCall>, boolean, number, RecordingSaid][] = [
    [{ recording: '', consent: 'key', recording_mode: '' }, false, 0, 'agreed'],
    [{ recording: '', consent: 'statutory', recording_mode: '' }, false, 0, 'told'],
    [{ recording: '', consent: 'key', recording_mode: 'opt_in' }, false, 1, 'coming'],
    [{ recording: '', consent: 'key', recording_mode: 'opt_in' }, false, 11, 'none'], // it has not come
    [{ recording: '', consent: 'key', recording_mode: 'off' }, false, 1, 'none'],
    [{ recording: '', consent: 'key', recording_mode: 'on_demand' }, false, 1, 'none'],
    [{ recording: '', consent: 'statutory', recording_mode: 'opt_in' }, false, 1, 'none'], // told is no consent
    [{ recording: '', consent: '', recording_mode: 'opt_in' }, false, 1, 'none'],
    [{ recording: '', consent: '', recording_mode: 'on_demand' }, true, 60, 'asking'],
    [{ recording: 'on', consent: 'key' }, false, 1, 'on'],
    [{ recording: 'failed', consent: 'key', recording_mode: 'on_demand' }, true, 60, 'failed'],
    [{ recording: 'withdrawn', consent: 'key' }, false, 1, 'withdrawn'],
  ];
  for (const [change, isAsking, seconds, wanted] of cases) {
    expect([change, recordingSaid({ ...CALL, ...change }, isAsking, after(seconds))]).toEqual([change, wanted]);
  }
});

it('tells another number than the card’s from the same one written otherwise, and nothing where nobody may know', () => {
  const person = { name: 'Anna', age: 41, sex: 'K', numbers: ['600 100 200', '857001301'] };
  expect(isOtherNumber('+48600100200', person)).toBe(false);
  expect(isOtherNumber('857001301', person)).toBe(false);
  expect(isOtherNumber('600100201', person)).toBe(true);
  for (const unknown of [null, '']) expect(isOtherNumber(unknown, person)).toBe(false);
  expect(isOtherNumber('600100201', { ...person, numbers: null })).toBe(false);
  expect(isOtherNumber('600100201', { ...person, numbers: [] })).toBe(false);
});

it('says that the caller’s number is none of the card’s', async () => {
  await begun(({ api }) => (api.detail = { ...api.detail, caller_number: '511222333' }));
  await talking();
  expect(strip().textContent).toContain('inny numer niż na karcie');
});

it('counts the state from the beginning of the conversation, also after a hold', () => {
  const agent = { office: '20060', state: 'talking', since: ago(3) };
  expect(stateSince({ ...agent, call: CALL })).toBe(CALL.answered);
  expect(stateSince({ ...agent, call: { ...CALL, phase: 'held' } })).toBe(CALL.answered);
  expect(stateSince({ ...agent, state: 'paused' })).toBe(ago(3));
});

it('says after the call that the outcome is empty, and puts the last one by one button', async () => {
  await begun();
  await talking();
  await vi.waitFor(() => expect(seen()).toContain('Jak ostatnio'));
  const last = () => [...document.querySelectorAll('button')].find((each) => each.textContent?.includes('Jak ostatnio'));
  expect(last()?.disabled).toBe(true);
  await choose('Wynik', 'solved');
  expect([stage.desk.lastOutcome, stage.kept.outcome]).toEqual(['solved', 'solved']);
  await choose('Wynik', '');
  stage.mirror.me({ state: 'wrap_up', since: ago(15), wrap_up_until: ago(-45), wrap_up_extensions_left: 2, call: null });
  await settled();
  expect(seen()).toContain('Wynik jest pusty.');
  expect(last()?.textContent).toContain('Jak ostatnio: sprawa załatwiona');
  last()?.click();
  await settled();
  expect(stage.desk.client.entry?.fields.outcome).toBe('solved');
  expect(seen()).not.toContain('Wynik jest pusty.');
  await press('+30 s na czynności po rozmowie');
  expect(stage.api.asked.at(-1)).toEqual(['wish', 'k20060-1', 'extend_wrap_up']);
});
