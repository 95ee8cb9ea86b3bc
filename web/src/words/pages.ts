/** Polish words of single pages: loaded with the first page that needs any, since no call waits for them. */
import { accessLog } from './pl/access_log';
import { activation, me } from './pl/activation';
import { articles } from './pl/articles';
import { assessments } from './pl/assessments';
import { board } from './pl/board';
import { caller } from './pl/caller';
import { corrections } from './pl/corrections';
import { imports } from './pl/imports';
import { listeningIn } from './pl/listening_in';
import { proof } from './pl/proof';
import { recordings } from './pl/recordings';
import { call, figures, reports } from './pl/reports';
import { retention } from './pl/retention';
import { secondPerson } from './pl/second_person';
import { pl } from './pl';

const ofPages = {
  accessLog,
  activation,
  articles,
  assessments,
  board,
  call,
  caller,
  corrections,
  figures,
  imports,
  listeningIn,
  me,
  proof,
  recordings,
  reports,
  retention,
  secondPerson,
};

export type PageWords = typeof ofPages;

Object.assign(pl, ofPages);
