/** The caller's telephone with made-up words: `npm run dev`, then /tests/caller/story/?show=talking. Not built. */
import { mount } from 'svelte';
import { Caller, type Caption } from '../../../../src/pages/caller/caller.svelte';
import CallerView from '../../../../src/pages/caller/CallerView.svelte';
import { FakePhone } from '../../../../src/phone/fake_phone';
import '../../../../src/styles/base.css';
import '../../../support/words';

const said: Caption[] = [
  { at: '', text: 'Dzień dobry. Tu infolinia urzędów pracy województwa podlaskiego.', kind: 'speech' },
  { at: '', text: 'Aby podać numer karty i PIN, prosimy nacisnąć 1. Aby rozmawiać z konsultantem, prosimy nacisnąć 0.', kind: 'speech' },
  { at: '', text: 'muzyka, oczekiwanie na konsultanta, miejsce w kolejce: 2', kind: 'sound' },
];
const phone = new FakePhone();
const devices = {
  permission: 'granted' as const,
  headset: { isBlocked: false, unlock: () => Promise.resolve(), on: () => () => undefined },
  start: () => Promise.resolve(),
  stop: () => undefined,
  on: () => () => undefined,
};
const desk = { stage: 'waiting', agent: null, office: 'Powiatowy Urząd Pracy w Kolnie', place: 2, recording: 'off' } as const;
const captions = () => Promise.resolve({ call_id: 'call-1', is_over: false, captions: said, desk });
const caller = new Caller({ phone, devices, captions });
const target = document.getElementById('app');
if (target !== null) {
  caller.start();
  const hotlines = [
    { number: '9510', purpose: 'Bezpłatna linia dla zarejestrowanych osób bezrobotnych' },
    { number: '9524', purpose: 'Płatna linia dla poszukujących pracy, pracodawców i pozostałych' },
  ];
  const clients = [{ card_number: '123456782', pin: '402917', office: 'Kolno' }];
  mount(CallerView, { target, props: { caller, hotlines, clients } });
  phone.register();
  if (new URLSearchParams(location.search).get('show') === 'talking') void caller.dial('9510');
  Object.assign(window, { stage: { caller, phone } });
}
