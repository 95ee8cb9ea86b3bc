/** Polish, the complete language. Each page has its own file; a new one is joined in pages.ts and in en.ts. */
import { client } from './pl/client';
import { clients } from './pl/clients';
import { errors, keys, roles, shell, time, ui } from './pl/common';
import { desk } from './pl/desk';
import { holds } from './pl/holds';
import { directory, knowledge } from './pl/knowledge';
import { demo, login } from './pl/login';
import { note } from './pl/note';
import { requests } from './pl/requests';
import type { PageWords } from './pages';

const first = {
  client,
  clients,
  demo,
  desk,
  directory,
  errors,
  holds,
  keys,
  knowledge,
  login,
  note,
  requests,
  roles,
  shell,
  time,
  ui,
};

export type Words = typeof first & PageWords;

/** With those of pages once pages.ts is loaded, which joins them to it. */
export const pl = first as Words;
