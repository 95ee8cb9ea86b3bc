import { expect, it } from 'vitest';
import { settingsOf, type Shape } from '../../../src/scenario/forms/shape';
import { nameFor, promptsOf, variablesOf, withSetting } from '../../../src/scenario/forms/settings';
import { kept, shown, told } from '../../../src/scenario/forms/typed';
import { KINDS, scenarioOf } from '../opened';

const of = (kind: string, setting: string): Shape => {
  const found = settingsOf(KINDS.of(kind)!).find(({ name }) => name === setting);
  if (found === undefined) throw new Error(`${kind} has no ${setting}`);
  return found.shape;
};

it('knows what every setting of every kind is, by its Polish title', () => {
  const unknown: string[] = [];
  const look = (where: string, shape: Shape) => {
    if (shape.type === 'unknown') unknown.push(where);
    if (shape.type === 'list') look(`${where}[]`, shape.item);
    if (shape.type === 'map') look(`${where}{}`, shape.value);
    if (shape.type === 'group') for (const each of shape.fields) look(`${where}.${each.name}`, each.shape);
  };
  for (const kind of KINDS.all) {
    for (const { name, shape } of settingsOf(kind)) {
      look(`${kind.name}.${name}`, shape);
      expect(shape.label, `${kind.name}.${name}`).not.toBe('');
    }
  }
  expect(unknown).toEqual([]);
});

it('tells ids of lists, keys, variables, days and expressions apart from what is only typed', () => {
  expect([of('menu', 'no_input_prompt').means, of('set_office', 'office').means, of('transfer', 'target').means]).toEqual([
    'prompt',
    'office',
    'transfer_target',
  ]);
  expect([of('set_topic', 'topic').means, of('subscenario', 'scenario').means, of('set_variable', 'expression').means]).toEqual([
    'topic',
    'scenario',
    'expression',
  ]);
  const choices = of('menu', 'choices');
  expect(choices.type === 'map' && [choices.key.means, choices.value.type, choices.fewest]).toEqual(['key', 'text', 1]);
  const days = of('calendar', 'cases');
  const group = days.type === 'list' ? days.item : days;
  expect(group.type === 'group' && group.fields.map(({ name, shape }) => [name, shape.type, shape.none])).toEqual([
    ['outcome', 'text', undefined],
    ['weekdays', 'several', undefined],
    ['periods', 'list', undefined],
    ['days_off', 'yes', null],
    ['holidays', 'several', undefined],
  ]);
});

it('keeps what is typed, and what is no number stays as it was typed', () => {
  const seconds = of('menu', 'wait_time');
  expect([kept('7,5', seconds), kept('', seconds), kept('siedem', seconds)]).toEqual([7.5, undefined, 'siedem']);
  expect([shown(7.5, seconds), shown('siedem', seconds)]).toEqual(['7,5', 'siedem']);
  const cases = of('calendar', 'cases') as Extract<Shape, { type: 'list' }>;
  const periods = (cases.item as Extract<Shape, { type: 'group' }>).fields.find(({ name }) => name === 'periods')!.shape as Extract<Shape, { type: 'list' }>;
  const first = (periods.item as Extract<Shape, { type: 'group' }>).fields[0]!.shape;
  expect([kept('24.12', first), kept('1.6.2026', first), kept('jutro', first)]).toEqual(['12-24', '2026-06-01', 'jutro']);
  expect([shown('12-24', first), shown('2026-06-01', first)]).toEqual(['24.12', '01.06.2026']);
  expect(kept('', of('next_visit', 'adviser_prompt'))).toBeNull();
  expect(kept('', of('knowledge', 'none_prompt'))).toBe('');
  expect([told(4.2), told(60), told(65.4)]).toEqual(['4 s', '1 min', '1 min 5 s']);
});

it('lets the arrow of an outcome go along when it is renamed, and away when nothing names it any more', () => {
  const menu = { kind: 'menu', settings: { prompts: ['M10'], choices: { '1': 'praca', '2': 'praca' } }, next: { praca: 'kolejka', failed: 'koniec' } };
  const renamed = withSetting(menu, KINDS, 'choices', { '1': 'zasilek', '2': 'zasilek' }, { from: 'praca', to: 'zasilek' });
  expect(renamed.next).toEqual({ zasilek: 'kolejka', failed: 'koniec' });
  const oneOfTwo = withSetting(menu, KINDS, 'choices', { '1': 'zasilek', '2': 'praca' }, { from: 'praca', to: 'zasilek' });
  expect(oneOfTwo.next).toEqual({ praca: 'kolejka', zasilek: 'kolejka', failed: 'koniec' });
  const joined = withSetting({ ...menu, next: { ...menu.next, inne: 'koniec' } }, KINDS, 'choices', { '1': 'inne' }, { from: 'praca', to: 'inne' });
  expect(joined.next).toEqual({ inne: 'koniec', failed: 'koniec' });
  expect(withSetting(menu, KINDS, 'choices', {}).next).toEqual({ failed: 'koniec' });
  expect(withSetting(menu, KINDS, 'prompts', undefined).settings).toEqual({ choices: { '1': 'praca', '2': 'praca' } });
});

it('finds announcements and variables wherever a setting holds them, the usual ones, too', () => {
  expect(promptsOf({ kind: 'menu', settings: { prompts: ['M10'] } }, KINDS).map(({ value }) => value)).toEqual(['M10', 'M04', 'M05']);
  const graph = scenarioOf({
    cyfry: { kind: 'collect_digits', settings: { variable: 'kod' } },
    usluga: { kind: 'web_service', settings: { take: { termin: 'wizyta.0' } } },
    oferty: { kind: 'offers' },
  });
  expect(variablesOf(graph, KINDS)).toEqual(['kod', 'oferta', 'termin']);
  expect(nameFor(graph, KINDS.of('opening_hours'))).toBe('godziny_pracy');
  expect(nameFor(scenarioOf({ menu: { kind: 'menu' } }), KINDS.of('menu'))).toBe('menu_2');
});
