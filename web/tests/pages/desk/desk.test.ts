import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { TroubleName } from '../../../src/pages/desk/states';
import { ago, ME, NOW, Stage } from './fakes.svelte';

let stage: Stage;
let stop: () => void;

/** Until what was asked is answered and what follows is done. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) {
    await vi.advanceTimersByTimeAsync(1);
    flushSync();
  }
}

async function begun(prepare: (stage: Stage) => void = () => undefined): Promise<void> {
  stage = new Stage();
  prepare(stage);
  stop = stage.desk.start();
  await settled();
  stage.phone.register();
  await settled();
}

const asked = (name: string) => stage.api.asked.filter(([each]) => each === name).map(([, ...rest]) => rest);

async function talking(): Promise<void> {
  stage.phone.comeIn();
  stage.mirror.call({ phase: 'offered', answered: null }, 'ringing');
  await settled();
  stage.desk.conversation.answer();
  stage.mirror.call({});
  await settled();
}

beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
});

afterEach(() => {
  stop();
  vi.useRealTimers();
});

describe('the stages of the page', () => {
  it('asks once what it needs, and waits for the server’s state', async () => {
    await begun(({ mirror }) => {
      mirror.agents.clear();
      mirror.isFresh = false;
    });
    expect(stage.desk.stage).toBe('loading');
    stage.mirror.isFresh = true;
    expect(stage.desk.stage).toBe('before_shift');
    expect(asked('info')).toHaveLength(1);
  });

  it('says what went wrong, and tries again when told to', async () => {
    await begun(({ api }) => api.fails.set('info', new ApiError('network', 'Brak połączenia.')));
    expect([stage.desk.stage, stage.desk.infoFailure]).toEqual(['failed', 'Brak połączenia.']);
    await stage.desk.loadInfo();
    expect(stage.desk.stage).toBe('before_shift');
  });

  it('goes from the check before the shift to the shift with the server’s word', async () => {
    await begun();
    expect(stage.desk.stage).toBe('before_shift');
    stage.mirror.me({ state: 'paused' });
    expect(stage.desk.stage).toBe('shift');
  });

  it('is elsewhere when the server or another tab says so, and rests then', async () => {
    await begun();
    expect(stage.pulses).toEqual([{ telephone: 'browser', isOn: true }]);
    stage.mirror.desk = { type: 'desk', is_own: false, may_take_over: true };
    await settled();
    expect(stage.desk.stage).toBe('elsewhere');
    expect(stage.pulses[0]?.isOn).toBe(false);
    stage.mirror.desk = null;
    stage.oneDesk.is('taken');
    await settled();
    expect(stage.desk.stage).toBe('elsewhere');
  });

  it('makes one telephone, though it is slow to load and the shift begins meanwhile', async () => {
    let loaded = () => {};
    await begun((made) => {
      made.loading = new Promise((done) => (loaded = done));
    });
    stage.mirror.me({ state: 'paused' });
    await settled();
    stage.desk.telephone.choose('sip');
    stage.desk.telephone.choose('browser');
    loaded();
    await settled();
    expect([stage.soundsMade, stage.desk.telephone.sound?.isOn]).toEqual([1, true]);
  });

  it('starts no telephone that was loaded after the page was left', async () => {
    let loaded = () => {};
    await begun((made) => {
      made.loading = new Promise((done) => (loaded = done));
    });
    stop();
    loaded();
    await settled();
    expect([stage.soundsMade, stage.desk.telephone.sound, stage.pulses]).toEqual([1, null, []]);
  });

  it('takes over, unless there is a call', async () => {
    await begun(({ oneDesk }) => (oneDesk.claims = 'elsewhere'));
    expect(stage.desk.stage).toBe('elsewhere');
    expect(stage.pulses).toEqual([]);
    stage.oneDesk.isOtherBusy = true;
    await stage.desk.telephone.takeOver();
    expect(stage.desk.asking.failure?.action).toBe('take_over');
    stage.oneDesk.isOtherBusy = false;
    await stage.desk.telephone.takeOver();
    await settled();
    expect(stage.desk.stage).toBe('before_shift');
    expect(stage.mirror.sent).toEqual([
      { type: 'desk', page: 'page-1', telephone: 'browser', trouble: 'no_telephone' },
      { type: 'take_over', page: 'page-1' },
    ]);
  });

  it('tells in the words of the server why it did not take over', async () => {
    await begun(({ oneDesk }) => (oneDesk.claims = 'elsewhere'));
    await stage.desk.telephone.takeOver();
    expect(stage.desk.telephone.takeOverRefusal).toBe(null);
    stage.mirror.error = { type: 'error', code: 'take_over_refused', message: 'Trwa rozmowa.' };
    await settled();
    expect(stage.desk.telephone.takeOverRefusal).toBe('Trwa rozmowa.');
  });
});

describe('before the shift', () => {
  it('logs in and is ready, and remembers the telephone', async () => {
    await begun();
    await stage.desk.shift.logIn('ready');
    expect(asked('wish')).toEqual([
      [ME, 'log_in'],
      [ME, 'ready'],
    ]);
    expect(stage.kept.telephone).toBe('browser');
  });

  it('logs in and stays in a pause', async () => {
    await begun();
    await stage.desk.shift.logIn('pause');
    expect(asked('wish')).toEqual([[ME, 'log_in']]);
  });

  it('is not ready when logging in did not work', async () => {
    await begun(({ api }) => api.fails.set('wish', new ApiError('centre_unavailable', 'Centrum nie odpowiada.')));
    await stage.desk.shift.logIn('ready');
    expect(asked('wish')).toHaveLength(1);
    expect(stage.desk.asking.failure).toEqual({ action: 'log_in', sentence: 'Centrum nie odpowiada.' });
  });

  it('uses no sound with a telephone on the table', async () => {
    await begun(({ kept }) => (kept.telephone = 'sip'));
    expect(stage.desk.telephone.sound).toBeNull();
    expect(stage.pulses).toEqual([{ telephone: 'sip', isOn: true }]);
    expect(stage.devices.starts).toBe(0);
  });

  it('changes the telephone', async () => {
    await begun();
    stage.desk.telephone.choose('sip');
    await settled();
    expect(stage.desk.telephone.sound).toBeNull();
    expect(stage.devices.starts).toBe(0);
    expect(stage.pulses.map((pulse) => [pulse.telephone, pulse.isOn])).toEqual([
      ['browser', false],
      ['sip', true],
    ]);
  });

  it('tells the result of the echo check', async () => {
    await begun((made) => (made.echo = { ok: false, missing: 'no_sound', tookMs: 3000 }));
    await stage.desk.telephone.sound?.checkEcho();
    expect(stage.desk.telephone.sound?.echo).toEqual({ ok: false, missing: 'no_sound', tookMs: 3000 });
    expect(stage.desk.telephone.sound?.trouble).toBe('no_sound');
  });
});

describe('an offer', () => {
  it('rings, is looked up, and is answered by the telephone only', async () => {
    await begun();
    stage.phone.comeIn();
    stage.mirror.call({ phase: 'offered', answered: null }, 'ringing');
    await settled();
    expect(stage.desk.conversation.isOffered).toBe(true);
    expect(stage.ringer.isRinging).toBe(true);
    expect(stage.ringer.rung[0]?.body).toContain('Kolno');
    expect(asked('call')).toEqual([['call-1']]);
    stage.desk.conversation.answer();
    expect(stage.phone.session.state).toBe('up');
    expect(stage.desk.conversation.isOffered).toBe(true); // until the server says otherwise
    expect(stage.desk.conversation.isAnswering).toBe(true);
    stage.mirror.call({});
    await settled();
    expect(stage.desk.conversation.isGoingOn).toBe(true);
    expect(stage.ringer.isRinging).toBe(false);
  });

  it('is answered when the telephone rings after the server’s word', async () => {
    await begun();
    stage.mirror.call({ phase: 'offered', answered: null }, 'ringing');
    await settled();
    stage.desk.conversation.answer();
    stage.phone.comeIn();
    await settled();
    expect(stage.phone.session.state).toBe('up');
  });

  it('can be answered although the server’s word does not come', async () => {
    await begun();
    stage.mirror.me({ state: 'available' });
    stage.phone.comeIn();
    await settled();
    expect(stage.desk.conversation.isRingingAlone).toBe(true);
    expect(stage.ringer.isRinging).toBe(true);
    stage.desk.conversation.answer();
    expect(stage.phone.session.state).toBe('up');
  });

  it('that is over stops ringing and forgets who it was', async () => {
    await begun();
    stage.phone.comeIn();
    stage.mirror.call({ phase: 'offered', answered: null }, 'ringing');
    await settled();
    stage.phone.hangUpThere();
    stage.mirror.me({ state: 'available', call: null });
    await settled();
    expect(stage.ringer.isRinging).toBe(false);
    expect(stage.desk.conversation.identity.state).toBe('none');
  });

  it('looks again while it rings when the records do not know of the offer yet', async () => {
    await begun(({ api }) => api.fails.set('call', new ApiError('not_found', 'Nie znaleziono.', 404)));
    stage.phone.comeIn();
    stage.mirror.call({ phase: 'offered', answered: null }, 'ringing');
    await settled();
    expect(stage.desk.conversation.identity.state).toBe('loading');
    await vi.advanceTimersByTimeAsync(500);
    expect(stage.desk.conversation.identity.state).toBe('known');
  });
});

describe('a conversation', () => {
  it('is held and gone on with by the server', async () => {
    await begun();
    await talking();
    await stage.desk.conversation.toggleHold();
    stage.mirror.call({ phase: 'held' }, 'hold');
    await settled();
    expect(stage.health.isSoundExpected).toBe(false);
    await stage.desk.conversation.toggleHold();
    expect(asked('hold')).toEqual([
      ['call-1', true],
      ['call-1', false],
    ]);
  });

  it('pauses the recording by the server, and withdraws only after a second word', async () => {
    await begun();
    await talking();
    await stage.desk.conversation.toggleRecording();
    stage.mirror.call({ recording: 'paused' });
    await settled();
    await stage.desk.conversation.toggleRecording();
    stage.mirror.call({ recording: 'on' });
    await settled();
    stage.desk.conversation.openRecording('withdraw');
    expect(stage.desk.conversation.recordingAsked).toBe('withdraw');
    expect(asked('recording')).toEqual([
      ['call-1', 'pause'],
      ['call-1', 'resume'],
    ]);
    stage.api.fails.set('recording', new ApiError('telephony_failed', 'Centrala nie odpowiada.', 503));
    await stage.desk.conversation.record('withdraw');
    expect(stage.desk.asking.failure).toEqual({ action: 'recording', sentence: 'Centrala nie odpowiada.' });
    expect(stage.desk.conversation.recordingAsked).toBe('withdraw');
    await stage.desk.conversation.record('withdraw');
    expect(stage.desk.conversation.recordingAsked).toBeNull();
    expect(asked('recording').at(-1)).toEqual(['call-1', 'withdraw']);
  });

  it('is muted here, remembered for a reload, and forgotten at its end', async () => {
    await begun();
    await talking();
    stage.desk.conversation.toggleMute();
    expect([stage.desk.telephone.isMuted, stage.kept.mutedCall]).toEqual([true, 'call-1']);
    stage.mirror.me({ state: 'available', call: null });
    await settled();
    expect(stage.kept.mutedCall).toBeNull();
  });

  it('is muted again after a reload of the page', async () => {
    await begun(({ kept }) => (kept.mutedCall = 'call-1'));
    stage.mirror.call({});
    stage.phone.comeIn({ isResumed: true });
    await settled();
    expect(stage.phone.session.isMuted).toBe(true);
  });

  it('sends keys, and shows which', async () => {
    await begun();
    await talking();
    stage.desk.conversation.toggleKeypad();
    for (const key of '12#') stage.desk.conversation.sendKey(key);
    expect(stage.phone.keysSent).toEqual(['1', '2', '#']);
    expect([stage.desk.conversation.isKeypadOpen, stage.desk.conversation.keysSent]).toEqual([true, '12#']);
  });

  it('is transferred by the server, and the dialog stays if that did not work', async () => {
    await begun();
    await talking();
    stage.company.open('hand_over');
    stage.api.fails.set('transfer', new ApiError('refused', 'Kolejka jest zamknięta.'));
    await stage.company.transfer('20070', null);
    expect([stage.company.wish, stage.desk.asking.failure?.sentence]).toEqual(['hand_over', 'Kolejka jest zamknięta.']);
    await stage.company.transfer('20070', 'employer');
    expect([stage.company.wish, stage.desk.asking.failure]).toEqual([null, null]);
    expect(asked('transfer')[1]).toEqual(['call-1', '20070', 'employer']);
  });

  it('may have a colleague called in, and what can be done then is what the server says', async () => {
    await begun();
    await talking();
    const { company } = stage;
    company.open('apart');
    stage.api.fails.set('callIn', new ApiError('transition_refused', 'Zofia: rozmowa.'));
    await company.callIn({ colleague: 'k20620-1' }, 'apart');
    expect([company.wish, stage.desk.asking.failure?.sentence]).toEqual(['apart', 'Zofia: rozmowa.']);
    await company.callIn({ colleague: 'k20620-1' }, 'aside');
    expect([company.wish, company.guest]).toEqual([null, null]);
    expect(asked('callIn')[1]).toEqual(['call-1', { colleague: 'k20620-1' }, 'aside', false]);
    stage.mirror.call({ phase: 'talking', colleague: 'k20620-1', colleague_mode: 'apart' });
    expect(company.guest).toEqual({ name: 'k20620-1', mode: 'apart', isThere: false, isOutside: false, isPromised: false });
    stage.mirror.call({ phase: 'talking', colleague: 'k20620-1', colleague_mode: 'apart', is_colleague_there: true });
    await company.move('together');
    await company.end('hand-over');
    expect([asked('moveColleague'), asked('endColleague')]).toEqual([[['call-1', 'together']], [['call-1', 'hand-over']]]);
  });

  it('is promised to whoever answers, and it is said why nobody has', async () => {
    await begun();
    await talking();
    const { company } = stage;
    await company.callIn({ target: 'zus-lomza' }, 'hand_over');
    expect(asked('callIn')).toEqual([['call-1', { target: 'zus-lomza' }, 'apart', true]]);
    stage.mirror.call({ phase: 'talking', colleague_target: 'zus-lomza', colleague_mode: 'apart', is_promised: true });
    expect(company.guest).toMatchObject({ name: 'zus-lomza', isOutside: true, isPromised: true });
    expect(company.mayCall).toBe(false);
    stage.mirror.call({ phase: 'talking', missed_target: 'zus-lomza', missed_why: 'busy' });
    expect([company.guest, company.missed]).toEqual([null, 'zus-lomza: telefon jest zajęty. Rozmowa jest nadal tutaj.']);
  });

  it('of somebody else is left, not ended, and neither held nor handed on', async () => {
    await begun();
    await talking();
    const { conversation } = stage.desk;
    stage.mirror.call({ phase: 'talking', colleague: ME, colleague_mode: 'together', is_colleague_there: true, asked_by: 'k20620-1' });
    expect([conversation.isColleague, stage.company.guest, conversation.mayHold]).toEqual([true, null, false]);
    stage.company.open('hand_over');
    expect(stage.company.wish).toBeNull();
    await conversation.hangUp();
    expect([asked('hangUp'), asked('leave')]).toEqual([[], [['call-1']]]);
  });

  it('is ended by the server; the sound ends with its word', async () => {
    await begun();
    await talking();
    await stage.desk.conversation.hangUp();
    expect(asked('hangUp')).toEqual([['call-1']]);
    expect(stage.phone.session.state).toBe('up');
    stage.mirror.me({ state: 'wrap_up', since: ago(0), wrap_up_until: ago(-60), call: null });
    await settled();
    expect(stage.phone.session.state).toBe('up'); // a server that has just begun may not know of the call yet
    await vi.advanceTimersByTimeAsync(3000);
    expect(stage.phone.session).toMatchObject({ state: 'ended', end: 'here' });
    expect(stage.desk.conversation.shownCall?.id).toBe('call-1');
    expect(stage.desk.shift.wrapUp?.seconds).toBe(57);
  });

  it('ends here when the server does not answer within two seconds', async () => {
    await begun();
    await talking();
    stage.api.holds.add('hangUp');
    const ending = stage.desk.conversation.hangUp();
    await vi.advanceTimersByTimeAsync(1900);
    expect(stage.phone.session.state).toBe('up');
    await vi.advanceTimersByTimeAsync(200);
    expect(stage.phone.session.state).toBe('ended');
    stage.api.answer();
    await ending;
  });

  it('ends here when the server cannot be reached', async () => {
    await begun();
    await talking();
    stage.api.fails.set('hangUp', new ApiError('network', 'Brak połączenia.'));
    await stage.desk.conversation.hangUp();
    expect(stage.phone.session.state).toBe('ended');
  });

  it('is not over because the server began anew and knows nothing yet', async () => {
    await begun();
    await talking();
    stage.mirror.agents.clear();
    await settled();
    stage.mirror.isFresh = false;
    stage.mirror.me({ state: 'available', call: null });
    await settled();
    expect(stage.phone.session.state).toBe('up');
  });

  it('keeps a pause for its end, and takes it back', async () => {
    await begun();
    await talking();
    await stage.desk.shift.wish('pause', 'meal');
    stage.mirror.me({ wish: 'pause', pause_reason: 'meal' });
    await stage.desk.shift.takeWishBack();
    expect(asked('wish')).toEqual([
      [ME, 'pause', 'meal'],
      [ME, 'ready'],
    ]);
  });

  it('holds the one desk, so that no other tab takes over', async () => {
    await begun();
    await talking();
    expect(stage.oneDesk.isBusy).toBe(true);
  });

  it('tells that one is not heard, and heals', async () => {
    await begun();
    await talking();
    stage.health.is('not_heard');
    expect(stage.desk.telephone.sound?.health).toBe('not_heard');
    stage.desk.conversation.heal();
    expect(stage.phone.heals).toBe(1);
  });

  it('asks for nothing twice while an answer is awaited', async () => {
    await begun();
    await talking();
    stage.api.holds.add('hold');
    const first = stage.desk.conversation.toggleHold();
    void stage.desk.conversation.toggleHold();
    expect(stage.desk.asking.isBusy('hold')).toBe(true);
    stage.api.answer();
    await first;
    expect(asked('hold')).toHaveLength(1);
    expect(stage.desk.asking.isBusy('hold')).toBe(false);
  });

  it('with a telephone on the table has no mute and no keys, but all else', async () => {
    await begun(({ kept }) => (kept.telephone = 'sip'));
    stage.mirror.call({});
    await settled();
    expect([stage.desk.conversation.hasMedia, stage.desk.conversation.isGoingOn]).toEqual([false, true]);
    await stage.desk.conversation.toggleHold();
    await stage.desk.conversation.hangUp();
    expect([asked('hold'), asked('hangUp')]).toEqual([[['call-1', true]], [['call-1']]]);
  });
});

describe('trouble', () => {
  const cases: [TroubleName, (on: Stage) => void][] = [
    ['microphone_refused', (on) => on.devices.is('refused')],
    ['telephone_lost', (on) => on.phone.loseConnection()],
    ['page_frozen', (on) => on.readiness.is('page_frozen')],
    ['centre_away', (on) => void on.mirror.centre.set('centre', { is_asterisk_there: false })],
  ];
  it.each(cases)('%s is told', async (name, make) => {
    await begun(({ mirror }) => mirror.me({ state: 'available' }));
    make(stage);
    expect(stage.desk.trouble).toBe(name);
    await stage.desk.mend();
    expect(stage.desk.asking.failure).toBeNull();
  });

  it('after a missed call is mended with one click', async () => {
    await begun(({ mirror }) => mirror.me({ state: 'no_answer' }));
    await stage.desk.mend();
    expect(asked('wish')).toEqual([[ME, 'ready']]);
  });

  it('of devices is told until it is read', async () => {
    await begun();
    stage.devices.unplug('Jabra', 'Głośnik');
    expect(stage.desk.telephone.sound?.switched).toMatchObject({ kind: 'headset', to: 'Głośnik' });
    stage.desk.telephone.sound?.readSwitched();
    expect(stage.desk.telephone.sound?.switched).toBeNull();
  });
});

describe('the figures beside', () => {
  it('are the own queue first, and others where somebody waits or works', async () => {
    await begun(({ mirror }) => {
      mirror.queues.set('10000', { waiting: 0, there: 0 });
      mirror.queues.set('20000', { waiting: 1, oldest: ago(5), there: 1 });
    });
    expect(stage.desk.queues.map((queue) => [queue.name, queue.waiting])).toEqual([
      ['Kolno', 3],
      ['WUP Białystok', 1],
      ['Łomża', 0],
    ]);
  });

  it('say how old they are', async () => {
    await begun();
    expect(stage.desk.connection).toBe('fresh');
    stage.mirror.isFresh = false;
    expect(stage.desk.connection).toBe('late');
    stage.mirror.isConnected = false;
    expect(stage.desk.connection).toBe('away');
  });

  it('say why there are no calls', async () => {
    await begun();
    await stage.desk.shift.askWhy();
    expect(stage.desk.shift.why).toEqual(stage.api.sentences);
    stage.desk.shift.closeWhy();
    expect(stage.desk.shift.why).toBeNull();
  });

  it('are loaded anew when a call is over', async () => {
    await begun();
    await stage.desk.day.load(NOW);
    await talking();
    const before = asked('ownCalls').length;
    stage.mirror.me({ state: 'wrap_up', call: null });
    await settled();
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked('ownCalls').length).toBe(before + 1);
    expect(asked('ownCalls')[0]).toEqual(['2026-11-27']);
  });

  it('open the steps of one call at a time', async () => {
    await begun();
    const day = stage.desk.day;
    await day.load(NOW);
    expect([day.talkedCount, day.talkTime]).toEqual([4, 909]);
    await day.toggle('call-7');
    expect([day.opened, day.detail?.id]).toEqual(['call-7', 'call-7']);
    stage.api.fails.set('call', new ApiError('not_found', 'Nie znaleziono.', 404));
    await day.toggle('call-6');
    expect([day.opened, day.detail, day.openedFailure]).toEqual(['call-6', null, 'Nie znaleziono.']);
    await day.toggle('call-6');
    expect(day.opened).toBeNull();
  });
});
