/**
 * What several pages share is one part of the build, not fifty: the first part of all names every file that a page needs,
 * so each name is loaded before the desk is there. What the first pages need stays apart.
 */
import { resolve, sep } from 'node:path';

/** What is told of each module. */
interface Context {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

const FIRST = ['main.ts', 'pages/desk/Desk.svelte', 'shell/Calling.svelte', 'pages/login/Login.svelte', 'pages/demo/Demo.svelte', 'pages/caller/Caller.svelte'];
const source = resolve(import.meta.dirname, 'src');
const SHARED = /\/src\/(?:ui|blocks|data|api|navigation|time|words(?!\/(?:pl|en|uk)\/))\/|\/@lucide\//;
/** Of these none is worth a part: each costs more by being one than by what it says. */
const SMALL = /\/@lucide\/svelte\/dist\/icons\/|\/src\/ui\/(?:StateSign|Tabs|Button)\.svelte|\/src\/live\/agent_states/;

/** The name of the part in which a module goes; null: by itself. */
export function sharedPart(): (id: string, context: Context) => string | null {
  let first: Set<string> | null = null;
  return (id, context) => {
    first ??= reachedAtFirst(context);
    const path = id.replaceAll(sep, '/');
    if (first.has(id)) return SMALL.test(path) ? 'first' : null;
    return SHARED.test(path) ? 'shared' : null;
  };
}

function reachedAtFirst(context: Context): Set<string> {
  const seen = new Set<string>();
  const waiting = FIRST.map((file) => resolve(source, file));
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    waiting.push(...(context.getModuleInfo(id)?.importedIds ?? []));
  }
  return seen;
}
