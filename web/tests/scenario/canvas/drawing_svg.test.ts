// @vitest-environment happy-dom
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boxesOf, linesOf, rectsOf, type Shown } from '../../../src/scenario/canvas/boxes';
import { drawingPages, drawingSvg, PAGE, wrapped, type Paper } from '../../../src/scenario/canvas/drawing_svg';
import type { Graph } from '../../../src/scenario/graph';
import { layout } from '../../../src/scenario/layout';
import { KINDS } from '../opened';

const FOLDER = new URL('../../../../ivr/data/scenarios/', `file://${import.meta.filename}`);
const shipped = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Graph);

const SHOWN: Shown = {
  kinds: KINDS,
  called: () => undefined,
  words: { key: (keys) => `klawisz ${keys}`, named: {} },
  isRareShown: true,
  opened: new Set(),
};

function paperOf(graph: Graph, title = graph.title): Paper {
  const { boxes, arrows } = boxesOf(graph, SHOWN);
  return {
    drawn: { boxes, arrows, places: layout(boxes, linesOf(graph), { placed: {} }) },
    notes: [{ id: 'n', text: 'Uwaga <ważne>', x: -400, y: 0 }],
    start: graph.start,
    title,
    subtitle: 'wersja 3, stan na 30.11.2026',
    startWord: 'początek',
    kindOf: (box) => KINDS.label(box.node.kind),
    heardOf: () => 'Dzień dobry & witamy',
  };
}

const read = (svg: string) => new DOMParser().parseFromString(svg, 'image/svg+xml');

describe.each(shipped.map((graph) => [graph.name, graph] as const))('%s', (_name, graph) => {
  const paper = paperOf(graph);
  const svg = drawingSvg(paper);

  it('names every node and says title, version and day', () => {
    const words = [...read(svg).querySelectorAll('text')].map((each) => each.textContent);
    for (const name of Object.keys(graph.nodes)) expect(words.some((each) => each?.startsWith(name.slice(0, 20)))).toBe(true);
    expect(words).toContain(graph.title);
    expect(words).toContain('wersja 3, stan na 30.11.2026');
  });

  it('draws an arrow for every outcome that leads somewhere', () => {
    const ways = Object.values(graph.nodes).flatMap((node) => Object.values(node.next ?? {}).filter((to) => to in graph.nodes));
    expect(svg.match(/marker-end="url\(#a\)"/g)).toHaveLength(ways.length);
  });

  it('needs nothing else: no style, no script, no address', () => {
    expect(svg).not.toMatch(/<style|style=|<script|href=|@import/);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toContain('http');
  });

  it('stands on pages that can be read, whole first, and every node on one of them', () => {
    const [whole, ...pieces] = drawingPages(paper, (n, of) => `część ${n} z ${of}`);
    expect(whole).toContain('viewBox=');
    expect(pieces.length).toBeGreaterThan(1);
    const views = pieces.map((page) => (/viewBox="([^"]+)"/.exec(page)?.[1] ?? '').split(' ').map(Number));
    for (const { x, y } of rectsOf(paper.drawn.boxes, paper.drawn.places)) {
      expect(views.some(([left = 0, top = 0]) => x >= left && y >= top && x < left + PAGE.width && y < top + PAGE.height)).toBe(true);
    }
    expect(pieces[0]).toContain(`część 1 z ${pieces.length}`);
  });
});

it('writes what people typed as text only', () => {
  const [graph] = shipped;
  if (graph === undefined) throw new Error('no scenario is shipped');
  const svg = drawingSvg(paperOf(graph, 'A <script>alert(1)</script> & "B"\u0000'));
  expect(svg).toContain('A &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;B&quot;');
  expect(svg).toContain('Uwaga &lt;ważne&gt;');
  expect(svg).not.toContain('\u0000');
});

it('breaks words into lines and says what is cut', () => {
  expect(wrapped('Dzień dobry, urząd pracy', 12, 2)).toEqual(['Dzień dobry,', 'urząd pracy']);
  expect(wrapped('Dzień dobry, urząd pracy w Białymstoku', 12, 2)).toEqual(['Dzień dobry,', 'urząd pracy…']);
  expect(wrapped('Konstantynopolitańczykowianeczka', 10, 2)).toEqual(['Konstanty…']);
});
