import { expect, it } from 'vitest';
import { CallSearch } from '../../../src/api/values';
import { ENDS, ORDERS } from '../../../src/call_list/filters';
import { address, periodOf, questionOf } from '../../../src/pages/calls/filters';

const TODAY = '2026-11-30';
const NOTHING = address.of(new URLSearchParams());

it('keeps every filter in the address, and leaves out what fits none', () => {
  const filter = {
    from: '2026-11-24',
    to: '2026-11-25',
    office: '20060',
    topic: 'employer',
    agent: 'k20060-1',
    end: 'abandoned',
    over: '300',
    helped: true,
    low: true,
    order: 'wait',
    scenario: 'linia-9510',
    node: 'karta/pin',
    version: '3',
    hung: true,
  } as const;
  expect(address.of(new URL(address.address(filter), 'http://x').searchParams)).toEqual(filter);
  expect(address.address(address.of(new URLSearchParams('from=yesterday&end=x&over=7&order=loud&helped=yes')))).toBe('/calls');
});

it('is about today, or about the days that are chosen', () => {
  expect(questionOf(NOTHING, TODAY)).toEqual({ from: TODAY, to: TODAY });
  expect(periodOf({ from: '2026-11-02', to: '' }, TODAY)).toEqual({ from: '2026-11-02', to: '2026-11-02' });
  expect(periodOf({ from: '', to: '2026-11-02' }, TODAY)).toEqual({ from: '2026-11-02', to: '2026-11-02' });
});

it('asks the web service for what is chosen', () => {
  const asked = questionOf({ ...NOTHING, agent: 'k20060-1', over: '300', helped: true, low: true, order: 'wait', end: 'self_service' }, TODAY);
  expect(asked).toEqual({
    from: TODAY,
    to: TODAY,
    agent: 'k20060-1',
    waited_over: 300,
    is_helped: true,
    rating_at_most: 2,
    order: 'wait',
    path: 'self_service',
  });
});

it('every choice is one that the web service knows', () => {
  expect(ORDERS).toEqual(CallSearch.order);
  for (const end of ENDS) {
    const by = Object.entries(questionOf({ ...NOTHING, end }, TODAY)).filter(([field]) => field !== 'from' && field !== 'to');
    for (const [field, value] of by) expect(CallSearch[field as 'path']).toContain(value);
    expect(by).toHaveLength(1);
  }
});

it('asks for the calls of a node where one of a scenario leads here', () => {
  const asked = questionOf({ ...NOTHING, scenario: 'linia-9510', node: 'karta/pin' }, TODAY);
  expect(asked).toEqual({ from: TODAY, to: TODAY, scenario: 'linia-9510', node: 'karta/pin' });
  const hung = questionOf({ ...NOTHING, scenario: 'linia-9510', node: 'menu', version: '3', hung: true }, TODAY);
  expect(hung).toMatchObject({ scenario_version: 3, hung_up_there: true });
  expect(questionOf({ ...NOTHING, node: 'menu', version: '3', hung: true }, TODAY)).toEqual({ from: TODAY, to: TODAY });
});
