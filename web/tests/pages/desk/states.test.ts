import { describe, expect, it } from 'vitest';
import { recordingActions } from '../../../src/conversation/recording_actions';
import { trouble, wishes, wrapUpLeft, type Circumstances } from '../../../src/pages/desk/states';
import { countedFrom, meaning, stateName } from '../../../src/live/agent_states';
import type { AgentLive } from '../../../src/live/protocol';
import * as pl from '../../../src/words/pl/desk';
import { ago, CALL, NOW } from './fakes.svelte';

function agent(change: Partial<AgentLive>): AgentLive {
  return { office: '20060', state: 'available', since: ago(60), ...change };
}

describe('a state as people read it', () => {
  it.each([
    ['offline', 'offline', 'off'],
    ['paused', 'paused', 'pause'],
    ['available', 'available', 'ready'],
    ['reserved', 'offered', 'busy'],
    ['ringing', 'offered', 'busy'],
    ['talking', 'talking', 'busy'],
    ['hold', 'held', 'busy'],
    ['wrap_up', 'wrap_up', 'pause'],
    ['no_answer', 'no_answer', 'trouble'],
    ['unreachable', 'unreachable', 'trouble'],
    ['of a newer server', 'unknown', 'off'],
  ])('%s is %s, which means %s', (state, name, means) => {
    expect(stateName(agent({ state }))).toBe(name);
    expect(meaning(agent({ state }))).toBe(means);
  });

  it('is that of the call while there is one', () => {
    expect(stateName(agent({ state: 'talking', call: { ...CALL, phase: 'page_lost' } }))).toBe('page_lost');
    expect(stateName(agent({ state: 'hold', call: { ...CALL, phase: 'held' } }))).toBe('held');
  });

  it('is technically unavailable for who is ready and cannot be rung', () => {
    expect(stateName(agent({ trouble: 'no_telephone' }))).toBe('technical');
    expect(meaning(agent({ trouble: 'no_telephone' }))).toBe('trouble');
  });

  it('is off duty for who is not known', () => {
    expect(stateName(null)).toBe('offline');
  });
});

describe('what may be wished for', () => {
  it.each([
    ['paused', { ready: true, pause: true, wrapUpDone: false, extensions: 0, logOut: true }],
    ['available', { ready: false, pause: true, wrapUpDone: false, extensions: 0, logOut: true }],
    ['talking', { ready: false, pause: true, wrapUpDone: false, extensions: 0, logOut: true }],
    ['wrap_up', { ready: true, pause: true, wrapUpDone: true, extensions: 2, logOut: true }],
    ['no_answer', { ready: true, pause: true, wrapUpDone: false, extensions: 0, logOut: true }],
    ['offline', { ready: false, pause: false, wrapUpDone: false, extensions: 0, logOut: false }],
  ])('in %s', (state, wanted) => {
    expect(wishes(agent({ state, wrap_up_extensions_left: 2 }))).toEqual(wanted);
  });

  it('is no more time when the rules allow none, or the server is older and says nothing of it', () => {
    expect(wishes(agent({ state: 'wrap_up', wrap_up_extensions_left: 0 })).extensions).toBe(0);
    expect(wishes(agent({ state: 'wrap_up' })).extensions).toBe(0);
  });

  it('is told with how often more time may be taken, or why not', () => {
    expect([0, 1, 2].map(pl.desk.me.extensionsLeft)).toEqual([
      'Dłużej nie można: tak stanowią reguły kolejki.',
      'Można przedłużyć jeszcze raz.',
      'Można przedłużyć jeszcze 2 razy.',
    ]);
  });
});

describe('trouble', () => {
  const well: NonNullable<Circumstances['sound']> = {
    permission: 'granted',
    isBlocked: false,
    registration: 'registered',
    lostCause: null,
    trouble: '',
  };
  const found = (change: Partial<Circumstances>) => trouble({ agent: agent({}), isAsteriskThere: true, sound: well, ...change });

  it('is none when all is well, or nobody works', () => {
    expect(found({})).toBeNull();
    expect(found({ agent: null, sound: { ...well, permission: 'refused' } })).toBeNull();
    expect(found({ agent: agent({ state: 'offline' }), isAsteriskThere: false })).toBeNull();
  });

  it.each([
    ['microphone_refused', { permission: 'refused' }],
    ['microphone_missing', { permission: 'missing' }],
    ['microphone_busy', { permission: 'busy' }],
    ['telephone_lost', { registration: 'lost', lostCause: 'no_connection' }],
    ['telephone_refused', { registration: 'lost', lostCause: 'refused' }],
    ['sound_blocked', { isBlocked: true, trouble: 'no_sound' }],
    ['no_sound', { trouble: 'no_sound' }],
    ['page_frozen', { trouble: 'page_frozen' }],
  ] as const)('is %s as the page finds it', (name, change) => {
    expect(found({ sound: { ...well, ...change } })).toBe(name);
  });

  it.each([
    ['no_page', 'no_page', 'no_page'],
    ['in_another_call', 'in_another_call', 'in_another_call'],
    ['no_telephone', 'telephone_lost', 'desk_telephone'],
  ] as const)('is what the server says: %s', (said, inBrowser, onTheDesk) => {
    expect(found({ agent: agent({ trouble: said }) })).toBe(inBrowser);
    expect(found({ agent: agent({ trouble: said }), sound: null })).toBe(onTheDesk);
  });

  it('is a missed call, and an exchange that is away before all else', () => {
    expect(found({ agent: agent({ state: 'no_answer' }) })).toBe('no_answer');
    expect(found({ agent: agent({ state: 'no_answer' }), isAsteriskThere: false })).toBe('centre_away');
  });

  it('is not what the server said before a call', () => {
    expect(found({ agent: agent({ state: 'talking', trouble: 'no_page', call: CALL }) })).toBeNull();
  });
});

describe('counters', () => {
  it('count the wait while it rings, then the conversation', () => {
    expect(countedFrom({ ...CALL, phase: 'offered' })).toBe(CALL.joined);
    expect(countedFrom(CALL)).toBe(CALL.answered);
  });

  it('count wrap-up down by the server’s moments', () => {
    const wrapping = agent({ state: 'wrap_up', since: ago(15), wrap_up_until: ago(-45) });
    expect(wrapUpLeft(wrapping, NOW)).toEqual({ seconds: 45, part: 0.75 });
    expect(wrapUpLeft(wrapping, NOW + 60_000)).toEqual({ seconds: 0, part: 0 });
    expect(wrapUpLeft(agent({ state: 'wrap_up' }), NOW)).toBeNull();
    expect(wrapUpLeft(agent({}), NOW)).toBeNull();
  });
});

describe('what can be done with the recording', () => {
  it.each([
    ['on', 'opt_in', ['pause', 'withdraw']],
    ['paused', 'opt_in', ['resume', 'withdraw']],
    ['on', 'statutory', ['pause']],
    ['', 'on_demand', ['start']],
    ['', 'opt_in', []],
    ['', 'off', []],
    ['failed', 'on_demand', ['start']],
    ['withdrawn', 'on_demand', []],
  ] as const)('%s by %s', (recording, recording_mode, can) => {
    const actions = recordingActions({ ...CALL, recording, recording_mode });
    expect(
      Object.entries(actions)
        .filter(([, may]) => may)
        .map(([action]) => action),
    ).toEqual(can);
  });

  it('is only the withdrawal on hold, and nothing while it rings', () => {
    expect(recordingActions({ ...CALL, phase: 'held', recording: 'paused' })).toEqual({ start: false, pause: false, resume: false, withdraw: true });
    expect(Object.values(recordingActions({ ...CALL, phase: 'offered' }))).not.toContain(true);
    expect(Object.values(recordingActions(null))).not.toContain(true);
  });
});
