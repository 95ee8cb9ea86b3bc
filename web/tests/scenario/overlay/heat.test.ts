import { describe, expect, it } from 'vitest';
import { edgeKey, heatOf, liveOf, type Passages } from '../../../src/scenario/overlay/heat';

const node = (name: string, calls: number, hung_up: number, stay: number | null = 10): Passages['nodes'][number] => ({
  node: name,
  calls,
  entered: calls,
  over: 0,
  hung_up,
  stay_median: stay,
  stay_p90: stay === null ? null : 2 * stay,
});

describe('heat of a drawing', () => {
  it('gives each node its numbers, and a class by the share of callers who hung up', () => {
    const { nodes } = heatOf({ nodes: [node('menu', 200, 1), node('kolejka', 200, 30), node('pin', 50, 10)], edges: [] }, null);
    expect(nodes.get('menu')).toEqual({ live: null, entered: 200, hungUp: 1, hangUpShare: 0.005, stay: { median: 10, p90: 20 }, heat: 0 });
    expect(nodes.get('kolejka')).toMatchObject({ hangUpShare: 0.15, heat: 3 });
    expect(nodes.get('pin')).toMatchObject({ hangUpShare: 0.2, heat: 4 });
  });

  it('judges nothing of few calls, but shows their numbers', () => {
    const { nodes } = heatOf({ nodes: [node('pin', 29, 29, null)], edges: [] }, null);
    expect(nodes.get('pin')).toMatchObject({ entered: 29, hungUp: 29, hangUpShare: 1, stay: null, heat: 0 });
  });

  it('shows an arrow by its share of what left the node', () => {
    const edges = [
      { node: 'menu', next: 'kolejka', walked: 90 },
      { node: 'menu', next: 'godziny', walked: 9 },
      { node: 'menu', next: 'pin', walked: 1 },
      { node: 'pin', next: 'kolejka', walked: 4 },
    ];
    const found = heatOf({ nodes: [], edges }, null).edges;
    expect(found.get(edgeKey('menu', 'kolejka'))).toEqual({ walked: 90, share: 0.9, heat: 4 });
    expect(found.get(edgeKey('menu', 'godziny'))).toMatchObject({ share: 0.09, heat: 1 });
    expect(found.get(edgeKey('menu', 'pin'))).toMatchObject({ share: 0.01, heat: 1 });
    expect(found.get(edgeKey('pin', 'kolejka'))).toMatchObject({ share: 1, heat: 4 });
    expect(found.has(edgeKey('kolejka', 'menu'))).toBe(false);
  });

  it('puts those who are in a node now beside the past, also where nobody was before', () => {
    const { nodes } = heatOf({ nodes: [node('menu', 100, 0)], edges: [] }, new Map([['nowy', 2]]));
    expect(nodes.get('menu')?.live).toBe(0);
    expect(nodes.get('nowy')).toEqual({ live: 2, entered: 0, hungUp: 0, hangUpShare: null, stay: null, heat: 0 });
    expect(heatOf(null, null).nodes.size).toBe(0);
  });

  it('counts who is inside of a sub-scenario in the node that calls it, too', () => {
    const callers = [
      { version: 2, node: 'karta/pin', callers: 2 },
      { version: 2, node: 'karta/numer', callers: 1 },
      { version: 3, node: 'menu', callers: 4 },
    ];
    expect(Object.fromEntries(liveOf(callers, null))).toEqual({ 'karta/pin': 2, 'karta/numer': 1, karta: 3, menu: 4 });
    expect(Object.fromEntries(liveOf(callers, 3))).toEqual({ menu: 4 });
  });
});
