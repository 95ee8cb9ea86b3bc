/** Lines and bars over time, drawn by uPlot. Decoration: the table beside it says the same. The only module that knows uPlot. */
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

export interface Drawing {
  kind: 'line' | 'bars';
  /** Below the axis; as many as values. */
  labels: readonly string[];
  values: readonly (number | null)[];
  /** The earlier period or another comparison; drawn behind. */
  other: readonly (number | null)[] | null;
  /** What it should be: a line across. */
  target: number | null;
  title: string;
  otherTitle: string;
  format: (value: number) => string;
}

const MOST_POINTS = 62;
/** Pixels that a name needs when it lies, and when it goes up; the axis below upright names. */
const LYING = 96;
const UPRIGHT = 18;
const UPRIGHT_AXIS = 104;
const MOST_SIGNS = 19;

/** Draws into the element; what is returned takes it away. */
export function draw(place: HTMLElement, drawing: Drawing): () => void {
  const colour = (name: string) => getComputedStyle(place).getPropertyValue(name).trim();
  let chart: uPlot | null = null;

  const make = () => {
    chart?.destroy();
    const ink = resolved(place, '--ink-2');
    const line = resolved(place, '--line');
    const accent = resolved(place, '--accent');
    const behind = resolved(place, '--line-strong');
    const font = `12px ${colour('--font') || 'sans-serif'}`;
    const bars = uPlot.paths.bars?.({ size: [0.7, 48] });
    const isBars = drawing.kind === 'bars';
    const main: uPlot.Series = {
      label: drawing.title,
      stroke: accent,
      width: isBars ? 0 : 2,
      ...(isBars
        ? { fill: accent, ...(bars && { paths: bars }), points: { show: false } }
        : { points: { show: drawing.labels.length <= MOST_POINTS, size: 5, fill: accent } }),
    };
    // Of offices or topics no line leads from one to the next.
    const other: uPlot.Series[] = drawing.other
      ? [
          {
            label: drawing.otherTitle,
            stroke: behind,
            width: 2,
            ...(isBars ? { paths: () => null, points: { show: true, size: 9, fill: resolved(place, '--ground') } } : { dash: [6, 4], points: { show: false } }),
          },
        ]
      : [];
    const target = drawing.target;
    // Each office has its name: where they do not fit beside each other, they go up.
    const isUpright = isBars && drawing.labels.length * LYING > place.clientWidth;
    const [values, others] = [[...drawing.values], drawing.other ? [[...drawing.other]] : []];
    chart = new uPlot(
      {
        width: Math.max(200, place.clientWidth),
        height: Math.max(120, place.clientHeight),
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { time: false, range: (_u, min, max) => [min - 0.6, max + 0.6] },
          y: { range: (_u, _min, max) => [0, Math.max(max, target ?? 0) > 0 ? Math.max(max, target ?? 0) * 1.1 : 1] },
        },
        hooks: { draw: target === null ? [] : [(drawn) => across(drawn, target, resolved(place, '--ready'))] },
        axes: [
          {
            stroke: ink,
            font,
            size: isUpright ? UPRIGHT_AXIS : 28,
            gap: 4,
            ...(isUpright && { rotate: -60 }),
            grid: { show: false },
            ticks: { show: false },
            splits: () => splits(drawing.labels.length, place.clientWidth, isUpright ? UPRIGHT : LYING),
            values: (_u, at) => at.map((each) => (isUpright ? cut(drawing.labels[each] ?? '') : (drawing.labels[each] ?? ''))),
          },
          {
            stroke: ink,
            font,
            size: 64,
            grid: { stroke: line, width: 1 },
            ticks: { show: false },
            values: (_u, at) => at.map((each) => drawing.format(each)),
          },
        ],
        series: [{}, ...(isBars ? [main, ...other] : [...other, main])],
      },
      [drawing.labels.map((_, at) => at), ...(isBars ? [values, ...others] : [...others, values])] as uPlot.AlignedData,
      place,
    );
  };

  make();
  const looks = new MutationObserver(make);
  looks.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', make);
  let width = place.clientWidth;
  const sizes = new ResizeObserver(() => {
    if (place.clientWidth === width || place.clientWidth === 0) return;
    width = place.clientWidth;
    make();
  });
  sizes.observe(place);
  return () => {
    looks.disconnect();
    sizes.disconnect();
    scheme.removeEventListener('change', make);
    chart?.destroy();
    chart = null;
  };
}

/** A canvas knows no `light-dark()`: the colour as the browser has reckoned it. */
function resolved(place: HTMLElement, token: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  place.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}

/** A dashed line over the whole width. */
function across(chart: uPlot, value: number, colour: string): void {
  const { ctx, bbox } = chart;
  const y = chart.valToPos(value, 'y', true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.setLineDash([8 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}

/** What an axis of names that go up has room for; the table has them whole. */
function cut(name: string): string {
  return name.length > MOST_SIGNS ? `${name.slice(0, MOST_SIGNS - 1)}…` : name;
}

/** At which places a label stands, so that none covers another; `needed`: pixels of one. */
function splits(count: number, width: number, needed: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(2, Math.floor(width / needed))));
  return Array.from({ length: Math.ceil(count / every) }, (_, at) => at * every);
}
