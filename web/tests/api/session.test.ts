import { expect, it } from 'vitest';
import { Session, type Me } from '../../src/api/session.svelte';

const ANNA = { username: 'k20060-1' } as Me;

it('of a session that is over it is known whose page that is, until somebody logs out', () => {
  const session = new Session();
  session.ended();
  expect([session.me, session.isOver]).toEqual([null, false]); // nobody was logged in
  session.me = ANNA;
  session.ended();
  session.ended(); // each request that is refused says so
  expect([session.me?.username, session.isOver]).toEqual(['k20060-1', true]);
});
