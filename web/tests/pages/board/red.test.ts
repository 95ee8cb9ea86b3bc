import { describe, expect, it } from 'vitest';
import { alarmName, alarmSentence, limitOf } from '../../../src/pages/board/alarm_words';
import { alarmsShown, redOf, wayOf } from '../../../src/pages/board/alarms';
import { mayHelp, mayListen, type Account } from '../../../src/listening_in/may_take_part';
import { mayChange, undoOf, wishesFor } from '../../../src/pages/board/may';
import { freshness, STALE_SECONDS } from '../../../src/pages/board/staleness';
import type { AgentCall, AgentLive, Alarm, AlarmKind } from '../../../src/live/protocol';
import { t } from '../../../src/words';
import * as pl from '../../../src/words/pl/board';
import * as en from '../../../src/words/en/board';

const NOW = Date.parse('2026-11-27T08:42:00Z');
const alarm = (kind: AlarmKind, office = '', more: Partial<Alarm> = {}): Alarm => ({ kind, office, since: '2026-11-27T08:38:50Z', ...more });

describe('red', () => {
  it('is only what an alarm says, of that office', () => {
    const found = new Map([['long_wait:20060', alarm('long_wait', '20060', { limit: 180 })]]);
    expect(limitOf(redOf(found, 'long_wait', '20060'))).toBe('3 min');
    expect(limitOf(redOf(found, 'long_wait', '20620'))).toBe('');
    expect(redOf(found, 'service_level_low', '20060')).toBeUndefined();
  });

  it('the gravest alarm stands first, of the centre whatever is shown', () => {
    const all = [alarm('figures_late'), alarm('long_wait', '20620'), alarm('nobody_there', '20060'), alarm('new' as AlarmKind), alarm('asterisk_away')];
    expect(alarmsShown(all, []).map((each) => each.kind)).toEqual(['asterisk_away', 'nobody_there', 'long_wait', 'figures_late', 'new']);
    expect(alarmsShown(all, ['20060']).map((each) => each.kind)).toEqual(['asterisk_away', 'nobody_there', 'figures_late', 'new']);
  });

  it.each<[Alarm, string]>([
    [alarm('asterisk_away'), 'Centrala telefoniczna nie odpowiada, rozmów nie można łączyć.'],
    [alarm('nobody_there', '20060', { value: 3, limit: 0 }), 'Czekających: 3, a nikt nie jest zalogowany.'], // not 3 s
    [alarm('nobody_there', '20060'), 'Dzwoniący czekają, a nikt nie jest zalogowany.'],
    [alarm('long_wait', '20060', { limit: 120 }), 'Pierwszy w kolejce czeka 3 min 10 s, próg 2 min.'],
    [alarm('service_level_low', '20060', { value: 45.5, limit: 60 }), 'W ostatniej godzinie 45,5 %, próg 60 %.'],
    [alarm('figures_late', '', { limit: 30 }), 'Liczby dnia są sprzed 3 min 10 s, próg 30 s.'],
    [alarm('messages_uncertain', '20060', { value: 2, limit: 0 }), 'SMS-y, o których nie wiadomo, czy zostały wysłane: 2.'],
    [alarm('matters_late', '20060', { value: 3, limit: 0 }), 'Sprawy, na które nie odpowiedziano w terminie: 3.'],
    [alarm('matters_near', '20060', { value: 2, limit: 7200 }), 'Sprawy, których termin mija w ciągu 2 h: 2.'],
    [alarm('looks_at_ceiling', '20060', { value: 1, limit: 0 }), 'Konta, które osiągnęły dziś granicę wglądów w dane klientów: 1.'],
    [alarm('recording_failed', '20060', { value: 2, limit: 0 }), 'Nienagrane rozmowy, które miały być nagrane: 2, dopuszczalnie 0.'],
    [alarm('glass_broken', ''), 'Komunikat awaryjny włączono bez potwierdzenia drugiej osoby.'],
    [alarm('second_person', '20060', { value: 2, limit: 0 }), 'Czynności, które czekają na potwierdzenie drugiej osoby: 2.'],
    [alarm('rate_ends', '', { value: 4, limit: 0 }), 'Stawki bazy wiedzy, które się skończyły albo wkrótce się skończą, a następnych nie ma: 4.'],
    [alarm('database_away'), 'Baza danych nie odpowiada od 3 min 10 s. Liczby dnia stoją.'],
    [alarm('application_away'), 'Program, który odbiera połączenia, milczy od 3 min 10 s. Nie wiadomo, kto czeka.'],
    [alarm('nobody_ready', '20060', { value: 2, limit: 0 }), 'Czekających: 2, a każdy, kto mógłby odebrać, ma przerwę albo niedostępny telefon.'],
    [alarm('telephone_away', '20060', { value: 1, limit: 120 }), 'Konsultanci z niedostępnym telefonem: 1, próg 2 min.'],
    [alarm('pause_long', '20060', { value: 2, limit: 1800 }), 'Konsultanci na przerwie dłuższej niż próg: 2, pierwszy ma próg 30 min.'],
    [alarm('callback_overdue', '20060', { value: 3, limit: 3600 }), 'Osoby, do których jeszcze nie oddzwoniono: 3, próg 1 h.'],
    [
      alarm('asterisk_lost', '', { value: 3, limit: 0, name: 'a', rung_back: 2 }),
      'Centrala „a” nie odpowiada od 9:38. Przerwane połączenia: 3, do oddzwonienia: 2.',
    ],
    [alarm('asterisk_back', '', { value: 3, limit: 0, name: 'a' }), 'Centrala „a” znów działa od 9:38. Przerwane połączenia: 3, do oddzwonienia: 0.'],
    [alarm('asterisk_drained', '', { value: 2, limit: 0, name: 'b' }), 'Centrala „b” jest opróżniana. Pozostałe połączenia: 2.'],
    [alarm('new' as AlarmKind), 'Alarm centrum: new.'],
  ])('%o in words', (each, sentence) => {
    expect(alarmSentence(each, NOW)).toBe(sentence);
    expect(alarmName(each)).not.toBe('');
  });

  it('each alarm of the server says in both languages what it is and what may be done, and no other is named', () => {
    for (const words of [pl.board.alarms, en.board.alarms]) {
      const kinds = Object.keys(words.kinds).sort();
      expect(Object.keys(words.says).sort()).toEqual(kinds);
      expect(Object.keys(words.advice).sort()).toEqual(kinds);
    }
    const withWay = ['nobody_ready', 'nobody_there', 'long_wait', 'telephone_away', 'pause_long', 'callback_overdue'] as const;
    expect(withWay.map((kind) => wayOf(alarm(kind)))).toEqual(['people', 'people', 'waiting', 'telephones', 'pauses', 'callbacks']);
    expect(wayOf(alarm('database_away'))).toBeNull();
  });

  it('comes within three seconds without a beat, and at once without a line', () => {
    expect(STALE_SECONDS).toBeLessThan(2.75); // the clock looks each 0.25 s
    expect(freshness(2, true, true)).toBe('fresh');
    expect(freshness(2.7, true, true)).toBe('late');
    expect(freshness(0.1, false, false)).toBe('lost');
    expect(freshness(Infinity, false, false)).toBe('first');
  });
});

describe('sentences of help', () => {
  it.each([
    ['Łomża', 'Kolno', 'Łomża pomaga Kolnu: 12 dziś, ostatnio 9:38'],
    ['Suwałki', 'Sejny', 'Suwałki pomagają Sejnom: 12 dziś, ostatnio 9:38'],
    ['WUP Białystok', 'Białystok', 'WUP Białystok pomaga Białemustokowi: 12 dziś, ostatnio 9:38'],
    ['Kolno', 'WUP Białystok', 'Kolno pomaga WUP Białystok: 12 dziś, ostatnio 9:38'],
    ['Kolno', 'Wasilków', 'Kolno pomaga urzędowi Wasilków: 12 dziś, ostatnio 9:38'],
  ])('%s helps %s', (by, queue, sentence) => {
    expect(t.board.flows.sentence(by, queue, 12, '9:38')).toBe(sentence);
  });

  it('one helps, several help, and so does a town in the plural', () => {
    expect(pl.board.queues.isHelped(['Łomża'])).toBe('pomaga Łomża');
    expect(pl.board.queues.isHelped(['Grajewo', 'Łomża'])).toBe('pomagają Grajewo, Łomża');
    expect(pl.board.queues.isHelped(['Suwałki'])).toBe('pomagają Suwałki');
  });

  it('without a time there is none', () => {
    expect(pl.board.flows.sentence('Łomża', 'Kolno', 1, '')).toBe('Łomża pomaga Kolnu: 1 dziś');
    expect(en.board.flows.sentence('Łomża', 'Kolno', 1, '9:38')).toBe('Łomża helps Kolno: 1 today, last at 9:38');
  });
});

describe('a supervisor', () => {
  const account: Account = { username: 'kierownik-20060', offices: ['20060'], rights: { listen_in: 'office', change_agent_states: 'office' } };
  const call = (more: Partial<AgentCall> = {}): AgentCall => ({ id: 'call-1', phase: 'talking', since: '2026-11-27T08:40:00Z', office: '20060', ...more });
  const agent = (state: string, more: Partial<AgentLive> = {}): AgentLive => ({ office: '20060', state, since: '2026-11-27T08:40:00Z', ...more });

  it('takes part in a conversation of an own consultant, with an own caller in any way', () => {
    expect(mayListen(account, 'k20060-1', agent('talking', { call: call() }))).toBe('any');
    expect(mayListen(account, 'k20060-1', agent('talking', { call: call({ office: '20620' }) }))).toBe('whisper');
    expect(mayListen(account, 'k20620-1', agent('talking', { office: '20620', call: call() }))).toBeNull();
    expect(mayListen(account, 'k20060-1', agent('ringing', { call: call({ phase: 'offered' }) }))).toBeNull();
    expect(mayListen(account, 'kierownik-20060', agent('talking', { call: call() }))).toBeNull();
    expect(mayListen({ ...account, rights: {} }, 'k20060-1', agent('talking', { call: call() }))).toBeNull();
  });

  it('helps who asks for it: an own caller in any way, an own consultant by whispering', () => {
    const help = { name: 'Anna', since: '2026-11-27T08:40:00Z' };
    expect(mayHelp(account, { ...help, office: '20620', home: '20060' })).toBe('any');
    expect(mayHelp(account, { ...help, office: '20060', home: '20620' })).toBe('whisper');
    expect(mayHelp(account, { ...help, office: '20620', home: '20620' })).toBeNull();
  });

  it('changes states of the own consultants, everybody with the province', () => {
    expect(mayChange(account, 'k20060-1', agent('available'))).toBe(true);
    expect(mayChange(account, 'k20620-1', agent('available', { office: '20620' }))).toBe(false);
    expect(mayChange({ ...account, rights: { change_agent_states: 'province' } }, 'k20620-1', agent('available', { office: '20620' }))).toBe(true);
  });

  it('is offered what the state allows, and an undo where there is one', () => {
    expect(wishesFor(agent('offline'))).toEqual(['log_in']);
    expect(wishesFor(agent('available'))).toEqual(['pause', 'log_out']);
    expect(wishesFor(agent('no_answer'))).toEqual(['ready', 'pause', 'log_out']);
    expect(undoOf(agent('available'), 'pause')).toEqual({ wish: 'ready', reason: null });
    expect(undoOf(agent('paused', { pause_reason: 'meal' }), 'ready')).toEqual({ wish: 'pause', reason: 'meal' });
    expect(undoOf(agent('offline'), 'log_in')).toEqual({ wish: 'log_out', reason: null });
    expect(undoOf(agent('available'), 'log_out')).toBeNull();
    expect(undoOf(agent('talking', { call: call() }), 'pause')).toBeNull();
  });
});
