/** Fills in a form as a person does: each setting by its own control, found by its Polish label. */
import { keysOf } from '../../../src/scenario/forms/keys';
import type { Setting, Shape, ShapeOf } from '../../../src/scenario/forms/shape';
import { button, check, choose, field, press, settled, type } from '../../support/mounted';

/** What is typed where the schema alone does not say what would be accepted; of a mapping: name and value. */
const TYPED: Record<string, string | readonly [string, string][]> = {
  'web_service.url': 'https://dane.example.org/kolejki',
  'web_service.send': [['sprawa', 'urzad']],
  'web_service.take': [['termin', 'wizyta.0.termin']],
  'sms_order.values': [['urzad', 'urzad']],
  'split.shares': [
    ['stara', '60'],
    ['nowa', '40'],
  ],
  'menu.choices': [['1', 'praca']],
  'menu.remembers': [['praca', 'oferty']],
  'announcement.keys': [['1', 'praca']],
  'choose_value.choices': [['1', 'seeker']],
  'language.choices': [['1', 'en']],
  'office_menu.offices': [['1', '20060']],
  'condition.cases.expression': 'temat == "employer"',
  'condition.cases.outcome': 'pracodawca',
  'calendar.cases.outcome': 'wakacje',
  'calendar.cases.periods.first_day': '1.07',
  'calendar.cases.periods.last_day': '31.08',
  'set_variable.expression': 'hour(teraz) >= 16',
  'knowledge.topic': 'zasilek',
  'end.outcome': 'zrobione',
};
const PICKED: Record<string, string> = { prompt: 'W01', office: 'Kolno', topic: 'Praca', transfer_target: 'ZUS', scenario: 'Wybór', known: 'urzad' };

export async function fill(kind: string, { name, shape }: Setting): Promise<void> {
  await put(`${kind}.${name}`, shape.label, shape, name);
}

async function put(where: string, label: string, shape: Shape, name: string): Promise<void> {
  switch (shape.type) {
    case 'yes':
      return shape.none === null ? choose(label, 'true') : check(label);
    case 'choice':
      return choose(label, shape.options.at(-1)!.value);
    case 'several':
      return check(shape.options[0]!.label);
    case 'number':
      return type(label, String(shape.most === shape.usual ? shape.least : shape.most).replace('.', ','));
    case 'list':
      return list(where, label, shape);
    case 'map':
      return mapping(where, label, shape);
    case 'group':
      for (const inner of shape.fields) await put(`${where}.${inner.name}`, inner.shape.label, inner.shape, inner.name);
      return;
    default:
      return text(where, label, shape, name);
  }
}

async function text(where: string, label: string, shape: Shape, name: string): Promise<void> {
  if (shape.means === 'key') return choose(label, keysOf(shape).at(/^(no|own)_/.test(name) ? -3 : -2) ?? keysOf(shape)[0]!);
  const picked = PICKED[shape.means];
  if (picked !== undefined) return pick(label, picked);
  await type(label, (TYPED[where] as string | undefined) ?? 'kod');
}

/** By a few letters and Enter. */
export async function pick(label: string, letters: string): Promise<void> {
  await type(label, letters);
  await keyed(label, 'Enter');
}

export async function keyed(label: string, key: string): Promise<void> {
  field(label).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settled();
}

async function list(where: string, label: string, shape: ShapeOf<'list'>): Promise<void> {
  const before = Array.isArray(shape.usual) ? shape.usual.length : 0;
  await press(`Dodaj: ${label}`);
  await put(where, `${label} ${before + 1}`, shape.item, '');
}

async function mapping(where: string, label: string, shape: ShapeOf<'map'>): Promise<void> {
  for (const [key, value] of (TYPED[where] ?? []) as [string, string][]) {
    await press(`Dodaj: ${label}`);
    const named = ['Klawisz', 'Wynik', 'Nazwa'].find((each) => isThere(each) && isLast(field(each), label))!;
    await (named === 'Klawisz' ? choose(named, key) : type(named, key));
    if (isThere(`Wartość: ${key}`)) {
      if (shape.value.type === 'choice') await choose(`Wartość: ${key}`, value);
      else if (shape.value.means === 'office') await pick(`Wartość: ${key}`, 'Kolno');
      else if (shape.value.means === 'known') await pick(`Wartość: ${key}`, value);
      else await type(`Wartość: ${key}`, value);
    } else await type('Wynik', value);
  }
}

/** Within the last row of the mapping. */
function isLast(element: HTMLElement, label: string): boolean {
  return button(`Dodaj: ${label}`).closest('fieldset')?.querySelector(':scope > ul')?.lastElementChild?.contains(element) ?? false;
}

function isThere(label: string): boolean {
  return [...document.querySelectorAll('label')].some((each) => each.textContent?.trim() === label);
}
