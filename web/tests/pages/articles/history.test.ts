import { beforeEach, expect, it } from 'vitest';
import type { ArticlesApi, FieldDifference, Version } from '../../../src/pages/articles/articles_api';
import { History } from '../../../src/pages/articles/history.svelte';
import { version } from '../../knowledge/fakes';

let versions: Version[];
let compared: string[];
let history: History;

beforeEach(async () => {
  versions = [version({ number: 3, state: 'draft' }), version({ number: 2 }), version({ number: 1, state: 'replaced' })];
  compared = [];
  const api = {
    versions: () => Promise.resolve({ rows: versions, after: null }),
    difference: (_id: string, before: number, after: number) => {
      compared.push(`${before} ${after}`);
      const parts = [{ kind: 'added' as const, text: versions[0]?.source ?? '' }];
      return Promise.resolve<FieldDifference[]>([{ field: 'source', language: null, parts }]);
    },
  };
  history = new History(api as unknown as ArticlesApi, 'zasilek-ile');
  await history.look();
});

it('offers the newest two, and puts the older one on the left', async () => {
  expect([history.before, history.after]).toEqual(['2', '3']);
  [history.before, history.after] = ['3', '1'];
  await history.compare();
  expect([compared, history.shown?.before, history.shown?.after]).toEqual([['1 3'], 1, 3]);
});

it('keeps what is chosen and compared when the draft is saved, with the draft’s new words', async () => {
  [history.before, history.after] = ['1', '3'];
  await history.compare();
  versions = [version({ number: 3, state: 'draft', source: 'Nowe obwieszczenie' }), ...versions.slice(1)];
  await history.look();
  expect([history.before, history.after, history.shown?.fields[0]?.parts[0]?.text]).toEqual(['1', '3', 'Nowe obwieszczenie']);
});

it('shows no comparison with a draft that is gone', async () => {
  await history.compare();
  versions = versions.slice(1);
  await history.look();
  expect([history.before, history.after, history.shown]).toEqual(['1', '2', null]);
});
