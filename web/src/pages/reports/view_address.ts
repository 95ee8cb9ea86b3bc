/** Where a saved view leads. Pure. */
import { isDay, PERIODS } from './periods';
import { addressOf, COMPARISONS, LISTS, NOTHING, type Asked } from './question';
import type { SavedView } from './reports_api';

export function viewAddressOf(view: Pick<SavedView, 'id' | 'report' | 'question' | 'period'>): string {
  const { question } = view;
  const period = PERIODS.find((each) => each === view.period);
  const own = { from: question.from, to: question.to };
  const asked: Asked = {
    ...NOTHING,
    period: period ?? (isDay(own.from) && isDay(own.to) ? 'own' : NOTHING.period),
    own,
    by: question.by ?? '',
    interval: question.interval ?? '',
    compare: COMPARISONS.find((each) => each === question.compare) ?? 'none',
    threshold: question.threshold ?? null,
    columns: question.columns ?? null,
    view: view.id,
  };
  for (const name of LISTS) asked[name] = question[name] ?? [];
  return addressOf(view.report, asked);
}
