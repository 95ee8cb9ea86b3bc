/** Does one thing that was found answer what was asked by itself? Pure. */
import type { Found, FoundPlace, Hit } from './knowledge_api';

/** `place`: how an office or a branch is reached. `said`: an article whose sentence tells the amount or the term. */
export type Answer = { kind: 'place'; place: FoundPlace } | { kind: 'said'; hit: Hit };

/** What who hears the page is told of what was found: `words` are in `language`; what `says` what they are is the page's. */
export interface Told {
  says: string;
  words: string;
  language: string;
}

// "przez połowę", "sześciokrotność", "half of", "половина": amounts and terms that stand there without a figure.
const HOW_MUCH = /\d|poło?w|krotno|\bhalf\b|\btwice\b|полов/i;

const FAR_AHEAD = 1.25; // times the next one's score: of answers nearer to each other people choose

/**
 * Null: what was found stands in a list, and people choose. An amount or a term that the sentence does not tell is no
 * answer, nor is what only says where to ask, what may not be told, or what is hardly better than the next one.
 */
export function answerOf({ hits, asked, place, is_answered: isAnswered }: Found): Answer | null {
  if (place) return { kind: 'place', place };
  const [hit, next] = hits;
  if (!isAnswered || (asked !== 'amount' && asked !== 'deadline') || hit?.kind !== 'article') return null;
  const isSaid = hit.is_in_force && !hit.is_pointer && HOW_MUCH.test(hit.short_answer ?? '');
  return isSaid && hit.score >= FAR_AHEAD * (next?.score ?? 0) ? { kind: 'said', hit } : null;
}

/** What stands in the list below an answer: it is not shown twice. */
export function besides({ hits }: Found, answer: Answer | null): Hit[] {
  if (answer === null) return hits;
  return hits.filter((hit) => (answer.kind === 'said' ? hit !== answer.hit : hit.kind !== 'place' || hit.id !== answer.place.id));
}
