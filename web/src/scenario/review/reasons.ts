/** Why the server has refused something, one sentence each, and of which node each speaks. Pure. */
import { ApiError } from '../../api/errors';

export interface Reason {
  text: string;
  /** null: of none that is there. */
  node: string | null;
}

const NODE = /Węzeł „([^”]+)”/;

/** Empty: there is no more to it than the sentence of the error. */
export function reasonsOf(error: unknown, nodes: readonly string[]): Reason[] {
  if (!(error instanceof ApiError)) return [];
  const there = new Set(nodes);
  return error.fields.map(({ message }) => {
    const [, node = ''] = NODE.exec(message) ?? [];
    return { text: message, node: there.has(node) ? node : null };
  });
}
