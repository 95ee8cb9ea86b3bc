/** The desk with made-up data, for looking at it: `npm run dev`, then /tests/pages/desk/story/?show=talking. Not built. */
import { mount, type Component } from 'svelte';
import { listenToKeys } from '../../../../src/commands/commands.svelte';
import { ApiError } from '../../../../src/api/client';

import '../../../../src/styles/base.css';
import { correctClock } from '../../../../src/time/clock.svelte';
import { loadWords, setLanguage } from '../../../../src/words';
import { ago, NOW, Stage } from '../fakes.svelte';
import Shell from '../../../support/Shell.svelte';
import Story from './Story.svelte';

const asked = new URLSearchParams(location.search);
const stage = new Stage();
const { mirror, phone, desk } = stage;
const tick = () => new Promise((done) => setTimeout(done, 30));

const shows: Record<string, () => void | Promise<void>> = {
  before: () => mirror.me({ state: 'offline' }),
  refused: () => stage.devices.is('refused'),
  ready: () => mirror.me({ state: 'available', since: ago(1500) }),
  paused: () => mirror.me({ state: 'paused', since: ago(400), pause_reason: 'meal' }),
  why: async () => {
    mirror.me({ state: 'paused', since: ago(400), pause_reason: 'meal' });
    await desk.shift.askWhy();
  },
  offered: () => {
    phone.comeIn();
    mirror.call({ phase: 'offered', since: ago(4), answered: null, joined: ago(80), ring_until: ago(-16), recording: '' }, 'ringing');
  },
  talking: () => {
    phone.comeIn();
    phone.answer();
    mirror.call({});
  },
  withdrawing: async () => {
    await shows.talking?.();
    await tick();
    desk.conversation.openRecording('withdraw');
  },
  knowledge: async () => {
    await shows.talking?.();
    await tick();
    desk.beside = 'knowledge';
  },
  note: async () => {
    await shows.talking?.();
    await tick();
    desk.client.entry?.set('note', 'Pyta o termin wizyty i o szkolenie dla krawcowych.');
    desk.client.entry?.set('is_ninety_day', true);
  },
  unsaved: async () => {
    stage.clients.failNext('save', ...Array.from({ length: 9 }, () => new ApiError('network', 'Brak połączenia z systemem.')));
    await shows.note?.();
  },
  stranger: () => {
    stage.clients.callerIs = { call_id: 'call-1', client: null };
    mirror.call({ verified_by: '' });
  },
  muted: async () => {
    await shows.talking?.();
    await tick();
    desk.conversation.toggleMute();
    desk.conversation.toggleKeypad();
    mirror.me({ wish: 'pause', pause_reason: 'break' });
    stage.health.is('not_heard');
  },
  held: () => {
    phone.comeIn();
    phone.answer();
    mirror.call(
      {
        phase: 'held',
        since: ago(20),
        verified_by: '',
        language: 'uk',
        office: '20070',
        queue: '20070',
        reason: 'Łomża: 3 czekających na 2 konsultantów, pomagamy',
      },
      'hold',
    );
  },
  transfer: async () => {
    await shows.talking?.();
    await tick();
    stage.company.open('hand_over');
  },
  conference: async () => {
    await shows.talking?.();
    await tick();
    mirror.call({ colleague: 'k20070-1', colleague_mode: 'together', is_colleague_there: true, help_since: ago(5) });
  },
  page_lost: () => mirror.call({ phase: 'page_lost', since: ago(5) }),
  wrap_up: async () => {
    await shows.talking?.();
    await tick();
    mirror.me({ state: 'wrap_up', since: ago(15), wrap_up_until: ago(-45), wrap_up_extensions_left: 2, call: null });
  },
  no_answer: () => mirror.me({ state: 'no_answer', since: ago(30) }),
  trouble: () => {
    mirror.me({ state: 'available', trouble: 'no_telephone', since: ago(30) });
    phone.loseConnection();
    stage.devices.unplug('Słuchawki Jabra', 'Głośnik monitora');
  },
  late: () => {
    mirror.me({ state: 'available', since: ago(30) });
    mirror.age = 14;
    mirror.isFresh = false;
  },
  elsewhere: () => {
    mirror.desk = { type: 'desk', is_own: false, may_take_over: true };
  },
  sip: () => {
    desk.telephone.choose('sip');
    mirror.call({ phase: 'offered', since: ago(4), answered: null, is_callback: true }, 'ringing');
  },
};

async function show(): Promise<void> {
  correctClock(new Date(NOW).toISOString());
  if (asked.get('language') === 'en') await setLanguage('en');
  await loadWords(['blocks', 'client', 'colleague', 'knowledge']);
  const target = document.getElementById('app');
  if (target === null) return;
  listenToKeys(window);
  desk.start();
  const page = Story as unknown as Component<Record<string, unknown>>;
  mount(Shell, { target, props: { page, me: null, given: { desk, company: stage.company }, agents: new Map() } });
  phone.start();
  await tick();
  phone.register();
  await tick();
  await shows[asked.get('show') ?? 'ready']?.();
  Object.assign(window, { stage });
}

void show();
