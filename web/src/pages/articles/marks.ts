/** What the buttons above a text do with it: bold words, points of a list. Pure. */

/** A text, and what is chosen in it. */
export interface Chosen {
  text: string;
  start: number;
  end: number;
}

const BOLD = '**';

/** What is chosen is bold, or no longer; without a choice the cursor stands where bold words are typed. */
export function bolded({ text, start, end }: Chosen): Chosen {
  const before = text.slice(0, start);
  const after = text.slice(end);
  const chosen = text.slice(start, end);
  if (before.endsWith(BOLD) && after.startsWith(BOLD)) {
    return { text: before.slice(0, -BOLD.length) + chosen + after.slice(BOLD.length), start: start - BOLD.length, end: end - BOLD.length };
  }
  // A space at an edge would keep the marks from being read as such.
  const words = chosen.trim();
  const lead = chosen.length - chosen.trimStart().length;
  const from = start + lead + BOLD.length;
  return {
    text: before + chosen.slice(0, lead) + BOLD + words + BOLD + chosen.slice(lead + words.length) + after,
    start: from,
    end: from + words.length,
  };
}

/** The lines that are chosen are points of a list, or no longer. */
export function listed({ text, start, end }: Chosen): Chosen {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const lines = text.slice(from, to).split('\n');
  const areListed = lines.every((line) => line.startsWith('- ') || line === '') && lines.some((line) => line !== '');
  const changed = lines.map((line) => (areListed ? line.replace(/^- /, '') : line === '' && lines.length > 1 ? line : `- ${line}`)).join('\n');
  return { text: text.slice(0, from) + changed + text.slice(to), start: from, end: from + changed.length };
}
