import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('../../src/styles/tokens.css', import.meta.url), 'utf8');

/** A token's colour, light (0) or dark (1). */
function colour(name: string, theme: 0 | 1): string {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const value = found?.[theme + 1];
  if (!value) throw new Error(`no colour --${name}`);
  return value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['ground', 'ground-2', 'ground-3'];
const texts: [string, string][] = [
  ...['ink', 'ink-2', 'accent', 'ready', 'busy', 'pause', 'trouble'].flatMap((ink) => grounds.map((ground): [string, string] => [ink, ground])),
  ...['ready', 'busy', 'pause', 'trouble'].flatMap((meaning): [string, string][] => [
    [meaning, `${meaning}-soft`],
    ['ink', `${meaning}-soft`],
  ]),
  ['ink', 'accent-soft'],
  ...['heat-1', 'heat-2', 'heat-3'].map((ground): [string, string] => ['ink', ground]),
  ['on-heat-4', 'heat-4'],
  ['on-accent', 'accent-ground'],
  ['on-trouble', 'trouble-ground'],
];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('%s', (_name, theme) => {
  it.each(texts)('%s can be read on %s', (ink, ground) => {
    expect(contrast(colour(ink, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
  });

  it.each(grounds)('the edge of a field is seen on %s', (ground) => {
    expect(contrast(colour('line-strong', theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
  });
});

it('no component has a colour of its own', () => {
  const files = import.meta.glob('../../src/**/*.{svelte,css}', { query: '?raw', import: 'default', eager: true });
  const literal = Object.entries(files as Record<string, string>).filter(
    ([name, text]) => !name.endsWith('tokens.css') && /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i.test(styles(name, text)),
  );
  expect(literal.map(([name]) => name)).toEqual([]);
});

function styles(name: string, text: string): string {
  return name.endsWith('.css') ? text : (/<style[^>]*>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '');
}
