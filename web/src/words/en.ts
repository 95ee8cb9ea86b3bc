/** English, loaded when it is chosen. */
import { accessLog } from './en/access_log';
import { activation, me } from './en/activation';
import { articles } from './en/articles';
import { assessments } from './en/assessments';
import { board } from './en/board';
import { caller } from './en/caller';
import { client } from './en/client';
import { clients } from './en/clients';
import { errors, keys, roles, shell, time, ui } from './en/common';
import { corrections } from './en/corrections';
import { desk } from './en/desk';
import { holds } from './en/holds';
import { imports } from './en/imports';
import { directory, knowledge } from './en/knowledge';
import { listeningIn } from './en/listening_in';
import { demo, login } from './en/login';
import { note } from './en/note';
import { proof } from './en/proof';
import { recordings } from './en/recordings';
import { call, figures, reports } from './en/reports';
import { requests } from './en/requests';
import { retention } from './en/retention';
import { secondPerson } from './en/second_person';
import type { Words } from './pl';

export const en: Words = {
  accessLog,
  activation,
  articles,
  assessments,
  board,
  call,
  caller,
  client,
  clients,
  corrections,
  demo,
  desk,
  directory,
  errors,
  figures,
  holds,
  imports,
  keys,
  knowledge,
  listeningIn,
  login,
  me,
  note,
  proof,
  recordings,
  reports,
  requests,
  retention,
  roles,
  secondPerson,
  shell,
  time,
  ui,
};
