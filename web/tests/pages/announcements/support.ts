/** An announcement, and a web service that notes what it is asked. */
import type { Announcement, AnnouncementsApi, Checked, Opened, Version } from '../../../src/pages/announcements/announcements_api';
import type { Tools } from '../../../src/pages/announcements/recording.svelte';
import type { Take } from '../../../src/pages/announcements/take';

export const WORDS: Version = {
  id: 'text-1',
  language: 'pl',
  text: 'Dzień dobry.',
  duration_time: null,
  valid_from: '2026-11-20T09:00:00Z',
  valid_to: null,
  changed_by: 'system',
  changed_at: '2026-11-20T09:00:00Z',
  heard_since: '2026-11-20T09:00:05Z',
};

export const OPENED: Opened = {
  id: 'W01',
  purpose: 'Powitanie',
  owner: '20000',
  may_edit: true,
  placeholders: {},
  texts: { pl: 'Dzień dobry.' },
  recorded: [],
  is_planned: false,
  use: 'greeting',
  used_by: [{ name: 'linia-9510', title: 'Linia 9510' }],
  heard_since: { pl: '2026-11-20T09:00:05Z' },
  takes_two: [],
  version: 17,
  history: [WORDS],
};

export const QUEUE: Announcement = { ...OPENED, id: 'Q04', purpose: 'Czas oczekiwania', texts: { pl: 'Jeszcze {minuty}.' }, use: 'queue', used_by: [] };

export const CHECKED: Checked = { problems: [], said: 'Witamy.', takes_two: false, may_be_recorded: true, values: [] };

export type Asked = [what: string, ...rest: unknown[]][];

export function fakes(asked: Asked, { is = OPENED, becomes = OPENED as Opened | null, checked = CHECKED } = {}): AnnouncementsApi {
  const did = (what: string, rest: unknown[]) => (asked.push([what, ...rest]), Promise.resolve(becomes));
  const sound = (what: string, rest: unknown[]) => (asked.push([what, ...rest]), Promise.resolve(new Blob(['sound'])));
  return {
    all: () => Promise.resolve([is, QUEUE]),
    one: () => Promise.resolve(is),
    make: (wanted) => did('make', [wanted]),
    say: ({ version }, ...rest) => did('say', [version, ...rest]),
    record: ({ version }, language, content, span) => did('record', [version, language, content.size, span]),
    endRecording: ({ version }, language) => did('endRecording', [version, language]),
    endWords: ({ version }, id) => did('endWords', [version, id]),
    restore: ({ version }, id) => did('restore', [version, id]),
    check: () => Promise.resolve(checked),
    engines: () => Promise.resolve([{ language: 'pl', engine: 'espeak', is_heard: true }]),
    hear: (...rest) => sound('hear', rest),
    hearVersion: (...rest) => sound('hearVersion', rest),
    hearDraft: (...rest) => sound('hearDraft', rest),
    hearSound: (id, language, content) => sound('hearSound', [id, language, content.size]),
    pronunciations: () => Promise.resolve([]),
    pronounce: (...rest) => (asked.push(['pronounce', ...rest]), Promise.resolve()),
    forget: (...rest) => (asked.push(['forget', ...rest]), Promise.resolve()),
  };
}

/** A second of silence, a second of a tone, a second of silence. */
export function spoken(height = 0.5, rate = 16_000): Take {
  const samples = Float32Array.from({ length: 3 * rate }, (_, at) => (at >= rate && at < 2 * rate ? height * Math.sin((2 * Math.PI * 440 * at) / rate) : 0));
  return { samples, rate };
}

/** What a browser has: its microphone hears `peak`, and what is recorded is `take`. */
export function tools({ take = spoken() as Take | null, peak = 0.5, denied = '' } = {}): Tools & { frames: (() => void)[]; released: number; clock: number } {
  const made = {
    frames: [] as (() => void)[],
    released: 0,
    clock: 0,
    microphone() {
      if (denied) return Promise.reject(Object.assign(new Error(), { name: denied }));
      return Promise.resolve({ getTracks: () => [{ stop: () => void (made.released += 1) }] } as unknown as MediaStream);
    },
    record: () => ({ stop: () => Promise.resolve(new Blob(['recorded'])) }),
    meter: () => ({ peak: () => peak, stop: () => undefined }),
    decode: () => (take === null ? Promise.reject(new Error('no sound')) : Promise.resolve(take)),
    frame(next: () => void) {
      made.frames.push(next);
      return () => void made.frames.splice(made.frames.indexOf(next), 1);
    },
    now: () => made.clock,
  };
  return made;
}
