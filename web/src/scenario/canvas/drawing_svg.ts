/**
 * A drawing for the papers of an office: one SVG that needs nothing else, and its pages. Pure. Everything on it is text of people,
 * so all of it is escaped.
 */
import type { Note, Place } from '../graph';
import type { Rect } from '../layout';
import { boundsOf, rectsOf, wayOf, type Arrow, type Box, type Drawn } from './boxes';
import { NOTE } from './flow';

export interface Paper {
  drawn: Drawn;
  notes: readonly Note[];
  start: string;
  /** Above the drawing: the title, then the version and the day. */
  title: string;
  subtitle: string;
  startWord: string;
  kindOf: (box: Box) => string;
  /** What is heard first; empty: nothing. */
  heardOf: (box: Box) => string;
}

/** Pixels of the drawing. */
const MARGIN = 32;
const HEAD = 64;
/** What a sheet of A4, lying, holds, so that the smallest letters of the drawing are 8 points high there. */
export const PAGE = { width: 1040, height: 690 };
/** What stands at the edge of a page stands on the next one, too. */
const OVERLAP = 60;
const INK = '#161b22';
const GREY = '#4a5462';
const LETTER = 6.4; // pixels, of small text on the average

/** The whole of it, to be saved. */
export function drawingSvg(paper: Paper): string {
  const { x, y, width, height } = extentOf(paper);
  return svg(paper, `${x} ${y} ${width} ${height}`, ` width="${width}" height="${height}"`);
}

/** First the whole, then, if that is too small to be read, piece by piece from the upper left. `caption`: of a piece. */
export function drawingPages(paper: Paper, caption: (piece: number, of: number) => string): string[] {
  const all = extentOf(paper);
  const whole = svg(paper, `${all.x} ${all.y} ${all.width} ${all.height}`);
  const rects = [...rectsOf(paper.drawn.boxes, paper.drawn.places), ...paper.notes.map((note) => ({ x: note.x, y: note.y, ...NOTE }))];
  if (all.width <= PAGE.width && all.height <= PAGE.height) return [whole];
  const pieces: Rect[] = [];
  const [stepX, stepY] = [PAGE.width - OVERLAP, PAGE.height - OVERLAP];
  for (let top = 0; top === 0 || top + OVERLAP < all.height; top += stepY) {
    for (let left = 0; left === 0 || left + OVERLAP < all.width; left += stepX) {
      const piece = { x: all.x + left, y: all.y + top, ...PAGE };
      // Where nothing but arrows passes there is no page.
      if (
        rects.some(
          (rect) => rect.x < piece.x + piece.width && rect.x + rect.width > piece.x && rect.y < piece.y + piece.height && rect.y + rect.height > piece.y,
        )
      )
        pieces.push(piece);
    }
  }
  return [
    whole,
    ...pieces.map(({ x, y, width, height }, n) => {
      const words = text(x + 8, y + height - 8, 12, caption(n + 1, pieces.length), GREY);
      return svg(paper, `${x} ${y} ${width} ${height}`, '', words);
    }),
  ];
}

function extentOf({ drawn, notes }: Paper): Rect {
  const bounds = boundsOf([...rectsOf(drawn.boxes, drawn.places), ...notes.map(({ x, y }) => ({ x, y, ...NOTE }))]);
  // Arrows that lead up swing out to the sides.
  const bends = arrowsOf(drawn).map(({ middle }) => ({ x: middle.x, y: middle.y, width: 0, height: 0 }));
  const all = boundsOf([bounds, ...bends]);
  return { x: all.x - MARGIN, y: all.y - MARGIN - HEAD, width: Math.max(480, all.width + 2 * MARGIN), height: all.height + 2 * MARGIN + HEAD };
}

function svg(paper: Paper, viewBox: string, size = '', over = ''): string {
  const { x, y } = extentOf(paper);
  const marker = `<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L10,5L0,10z" fill="${GREY}"/></marker></defs>`;
  const head = text(x + MARGIN, y + 34, 22, paper.title, INK, 'bold') + text(x + MARGIN, y + 56, 13, paper.subtitle, GREY);
  const ground = `<rect x="-100000" y="-100000" width="200000" height="200000" fill="#ffffff"/>`;
  const body = drawnSvg(paper.drawn, paper, { x: 0, y: 0 }) + paper.notes.map(noteSvg).join('');
  const font = 'font-family="DejaVu Sans, Noto Sans, Arial, sans-serif"';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${viewBox}"${size} role="img" ${font}><title>${escaped(paper.title)}</title>${marker}${ground}${head}${body}${over}</svg>`;
}

function drawnSvg(drawn: Drawn, paper: Paper, from: Place): string {
  const ways = arrowsOf(drawn, from).map(({ path }) => `<path d="${path}" fill="none" stroke="${GREY}" stroke-width="1.3" marker-end="url(#a)"/>`);
  const boxes = drawn.boxes.map((box) => {
    const place = drawn.places.get(box.name);
    return place === undefined ? '' : boxSvg(box, { x: place.x + from.x, y: place.y + from.y }, paper);
  });
  return ways.join('') + boxes.join('');
}

function arrowsOf(drawn: Drawn, from: Place = { x: 0, y: 0 }): { path: string; middle: Place }[] {
  const byName = new Map(drawn.boxes.map((box) => [box.name, box]));
  return drawn.arrows.flatMap((arrow: Arrow) => {
    const [source, target] = [byName.get(arrow.from), byName.get(arrow.to)];
    const [start, end] = [drawn.places.get(arrow.from), drawn.places.get(arrow.to)];
    if (!source || !target || !start || !end) return [];
    const x = source.ways.find(({ outcome }) => outcome === arrow.outcome)?.x ?? source.width / 2;
    return [wayOf({ x: from.x + start.x + x, y: from.y + start.y + source.height }, { x: from.x + end.x + target.width / 2, y: from.y + end.y })];
  });
}

function boxSvg(box: Box, { x, y }: Place, paper: Paper): string {
  const { width, height, ways, name, inside } = box;
  const cell = ways.length > 0 ? width / ways.length : 0;
  const lines = inside === null ? wrapped(paper.heardOf(box), Math.floor((width - 16) / LETTER), 3) : [];
  const start = name === paper.start && inside === null ? ` (${paper.startWord})` : '';
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${inside === null ? '#ffffff' : '#f3f5f8'}" stroke="${INK}" stroke-width="1.2"/>`,
    text(x + 8, y + 17, 11, clipped(paper.kindOf(box), Math.floor((width - 16) / LETTER)), GREY),
    text(x + 8, y + 36, 13, clipped(name + start, Math.floor((width - 16) / 8)), INK, 'bold'),
    ...lines.map((line, n) => text(x + 8, y + 53 + n * 14, 11, line, INK)),
    ways.length > 0 ? `<path d="M${x},${y + height - 36}h${width}" stroke="${GREY}" stroke-width="0.8"/>` : '',
    ...ways.flatMap((way) =>
      wrapped(way.label, Math.max(6, Math.floor((cell - 6) / LETTER)), 2).map((line, n) =>
        text(x + way.x, y + height - 21 + n * 13, 10.5, line, INK, 'normal', 'middle'),
      ),
    ),
    inside === null ? '' : drawnSvg(inside, paper, { x, y }),
  ].join('');
}

function noteSvg({ x, y, text: words }: Note): string {
  const lines = words.split('\n').flatMap((line) => wrapped(line, Math.floor((NOTE.width - 16) / LETTER), 6));
  const frame = `<rect x="${x}" y="${y}" width="${NOTE.width}" height="${NOTE.height}" fill="#fdf0d5" stroke="#7a4a00" stroke-dasharray="4 3"/>`;
  return (
    frame +
    lines
      .slice(0, 6)
      .map((line, n) => text(x + 8, y + 17 + n * 14, 11, line, INK))
      .join('')
  );
}

function text(x: number, y: number, size: number, words: string, colour: string, weight = 'normal', anchor = 'start'): string {
  return words === ''
    ? ''
    : `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${colour}">${escaped(words)}</text>`;
}

/** At most `most` lines; what does not fit ends with „…”. */
export function wrapped(words: string, letters: number, most: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= letters || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  const kept = lines.slice(0, most).map((each) => clipped(each, letters));
  if (lines.length > most) kept[most - 1] = clipped(`${kept[most - 1] ?? ''}…`, letters);
  return kept;
}

function clipped(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.replace(/…$/, '').slice(0, Math.max(1, letters - 1))}…`;
}

/** Also without signs that no XML may hold. */
function escaped(words: string): string {
  return words
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
