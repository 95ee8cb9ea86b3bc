/** Polish, the complete language. Each page has its own file; a new one is joined here and in en.ts. */
import { accessLog } from './pl/access_log';
import { articles } from './pl/articles';
import { caller } from './pl/caller';
import { client } from './pl/client';
import { clients } from './pl/clients';
import { errors, keys, roles, shell, time, ui } from './pl/common';
import { corrections } from './pl/corrections';
import { desk } from './pl/desk';
import { holds } from './pl/holds';
import { imports } from './pl/imports';
import { directory, knowledge } from './pl/knowledge';
import { demo, login } from './pl/login';
import { note } from './pl/note';
import { proof } from './pl/proof';
import { requests } from './pl/requests';
import { retention } from './pl/retention';

export const pl = {
  accessLog,
  articles,
  caller,
  client,
  clients,
  corrections,
  demo,
  desk,
  directory,
  errors,
  holds,
  imports,
  keys,
  knowledge,
  login,
  note,
  proof,
  requests,
  retention,
  roles,
  shell,
  time,
  ui,
};

export type Words = typeof pl;
