/** What is wrong with a value as it is typed, for people; empty: nothing that the form knows of. The server has the last word. */
import { t } from '../../words';
import { isRecord, type Shape } from './shape';

const DAY = /^(\d{4}-)?\d\d-\d\d$/;

export function faultOf(value: unknown, shape: Shape): string {
  const w = t.scenario_forms.wrong;
  if (value === undefined) return shape.isRequired ? w.missing : '';
  if (value === null || value === '') return shape.none === undefined ? w.missing : '';
  switch (shape.type) {
    case 'number': {
      if (typeof value !== 'number') return w.number;
      if (shape.isWhole && !Number.isInteger(value)) return w.whole;
      if (shape.least !== undefined && value < shape.least) return w.small(shape.least);
      return shape.most !== undefined && value > shape.most ? w.big(shape.most) : '';
    }
    case 'text': {
      if (typeof value !== 'string') return w.text;
      if (shape.means === 'day') return DAY.test(value) ? '' : w.day;
      if (value.length < shape.least) return w.short(shape.least);
      if (shape.most !== undefined && value.length > shape.most) return w.long(shape.most);
      if (shape.pattern === null || shape.pattern.test(value)) return '';
      return shape.means === 'variable' || shape.means === 'known' ? w.variable : shape.means === 'key' ? w.key : w.pattern;
    }
    case 'choice':
      return shape.options.some((option) => option.value === value) ? '' : w.choice;
    case 'list':
      return !Array.isArray(value) ? w.pattern : countFault(value.length, shape.fewest, shape.most);
    case 'map':
      return !isRecord(value) ? w.pattern : countFault(Object.keys(value).length, shape.fewest, shape.most);
    default:
      return '';
  }
}

function countFault(count: number, fewest: number, most: number | undefined): string {
  const w = t.scenario_forms.wrong;
  if (count < fewest) return fewest === 1 ? w.missing : w.few(fewest);
  return most !== undefined && count > most ? w.many(most) : '';
}

/** Of a name within a mapping: of a variable, an outcome, a parameter. `others`: the names beside it. */
export function nameFault(name: string, pattern: RegExp | null, others: readonly string[]): string {
  const w = t.scenario_forms.wrong;
  if (name === '') return w.missing;
  if (others.includes(name)) return w.taken;
  return pattern === null || pattern.test(name) ? '' : w.name;
}
