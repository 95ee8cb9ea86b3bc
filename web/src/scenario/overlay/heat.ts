/**
 * How calls went through a scenario, for its drawing and its outline: numbers, and how hot each node and arrow is. Pure.
 *
 * Nodes go by their paths: „outer” of a sub-scenario holds everything that happened inside it, „outer/inner” is a node of
 * its own. Calls are told by the nodes they came to, so two outcomes that lead to the same node are one arrow here.
 */
import type { ScenarioCallers, ScenarioPassages } from './overlay_api';

/** 0: nothing to see, 4: the hottest. Beside the colour the number is always shown. */
export type HeatClass = 0 | 1 | 2 | 3 | 4;

/** Seconds. */
export interface Stay {
  median: number;
  p90: number;
}

export interface NodeHeat {
  /** Callers who are in it now; null: nobody knows. */
  live: number | null;
  /** Calls that came to it, each counted once. */
  entered: number;
  /** Of these, callers who hung up in it. */
  hungUp: number;
  /** 0 to 1; null: nobody came. */
  hangUpShare: number | null;
  /** null: nobody has left it yet. */
  stay: Stay | null;
  /** By the share of hang-ups; 0 where too few calls came to say anything. */
  heat: HeatClass;
}

export interface EdgeHeat {
  /** How often it was taken. */
  walked: number;
  /** Of all that left the node by an arrow, 0 to 1. */
  share: number;
  /** By the share. */
  heat: HeatClass;
}

export interface Heat {
  readonly nodes: ReadonlyMap<string, NodeHeat>;
  /** By `edgeKey`. */
  readonly edges: ReadonlyMap<string, EdgeHeat>;
}

/** What is read of the server. */
export type Passages = Pick<ScenarioPassages, 'nodes' | 'edges'>;

/** Of fewer calls nothing is judged, as in reports. */
export const FEW = 30;

const HANG_UPS = [0.02, 0.05, 0.1, 0.2];
const WALKED = [0.01, 0.1, 0.25, 0.5];

export function edgeKey(from: string, to: string): string {
  return `${from}>${to}`;
}

/** `live`: callers by node; null while nobody knows. */
export function heatOf(passages: Passages | null, live: ReadonlyMap<string, number> | null): Heat {
  const nodes = new Map<string, NodeHeat>();
  for (const { node, calls, hung_up, stay_median, stay_p90 } of passages?.nodes ?? []) {
    const share = calls > 0 ? hung_up / calls : null;
    nodes.set(node, {
      live: live && (live.get(node) ?? 0),
      entered: calls,
      hungUp: hung_up,
      hangUpShare: share,
      stay: stay_median === null || stay_p90 === null ? null : { median: stay_median, p90: stay_p90 },
      heat: share === null || calls < FEW ? 0 : classOf(share, HANG_UPS),
    });
  }
  for (const [node, callers] of live ?? []) {
    if (!nodes.has(node)) nodes.set(node, { live: callers, entered: 0, hungUp: 0, hangUpShare: null, stay: null, heat: 0 });
  }
  return { nodes, edges: edgesOf(passages?.edges ?? []) };
}

/** Callers by node. Who is inside of a sub-scenario is in the node that calls it, too. */
export function liveOf(callers: ScenarioCallers['nodes'], version: number | null): Map<string, number> {
  const found = new Map<string, number>();
  for (const each of callers) {
    if (version !== null && each.version !== version) continue;
    for (let path = each.node; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
      found.set(path, (found.get(path) ?? 0) + each.callers);
    }
  }
  return found;
}

function edgesOf(walked: Passages['edges']): Map<string, EdgeHeat> {
  const left = new Map<string, number>();
  for (const edge of walked) left.set(edge.node, (left.get(edge.node) ?? 0) + edge.walked);
  return new Map(
    walked
      .filter((edge) => edge.walked > 0)
      .map((edge) => {
        const share = edge.walked / (left.get(edge.node) ?? edge.walked);
        return [edgeKey(edge.node, edge.next), { walked: edge.walked, share, heat: classOf(share, WALKED) }];
      }),
  );
}

function classOf(share: number, from: readonly number[]): HeatClass {
  return from.filter((least) => share >= least).length as HeatClass;
}
