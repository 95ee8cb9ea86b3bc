/** What holds where nothing is set, in words. */
import { t } from '../../words';
import { isRecord, type Shape } from './shape';
import { shown } from './typed';

/** Empty: there is no usual value, or it is nothing. */
export function usualOf(shape: Shape): string {
  return said(shape.usual, shape);
}

function said(value: unknown, shape: Shape): string {
  const w = t.scenario_forms;
  if (value === undefined || value === null) return '';
  switch (shape.type) {
    case 'yes':
      return value === true ? w.yes : w.no;
    case 'choice':
      return shape.options.find((option) => option.value === value)?.label ?? '';
    case 'several':
      return Array.isArray(value) ? value.map((each) => shape.options.find((option) => option.value === each)?.label ?? '').join(', ') : '';
    case 'list':
      return Array.isArray(value) ? value.map((each) => said(each, shape.item)).join(', ') : '';
    case 'map':
      return isRecord(value)
        ? Object.entries(value)
            .map(([key, each]) => w.arrow(key, said(each, shape.value)))
            .join(', ')
        : '';
    case 'text':
    case 'number':
      return shown(value, shape);
    default:
      return '';
  }
}
