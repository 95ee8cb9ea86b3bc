/** A new line: its name in addresses, and with what its draft begins. Pure. */
import type { Content } from './scenarios_api';

const LETTERS: Record<string, string> = { ą: 'a', ć: 'c', ę: 'e', ł: 'l', ń: 'n', ó: 'o', ś: 's', ź: 'z', ż: 'z' };
const MOST = 60;
/** Of a file, as the server takes it. */
export const MOST_BYTES = 512 * 1024;

/** May a scenario be called so? As the web service has it (`SCENARIO`). */
export const isLineName = (name: string): boolean => /^[a-z0-9][a-z0-9-]{0,59}$/.test(name);

/** "linia-letnia" of "Linia letnia"; empty where nothing of the title can stand in an address. */
export function lineNameOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[ąćęłńóśźż]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MOST)
    .replace(/^-+|-+$/g, '');
}

/** The same content as another line. */
export function asLine(content: Content, name: string, title: string): Content {
  const { graph, cases, drawing } = content;
  return { graph: { ...graph, name, title }, cases, ...(drawing && { drawing }) };
}

/** The least that can be saved: a farewell. */
export function emptyContent(goodbye: string): Content {
  return { graph: { name: '', title: '', start: goodbye, nodes: { [goodbye]: { kind: 'goodbye', settings: { prompts: ['G02'] } } } }, cases: [] };
}

/** What a file holds; null: it is no file of a scenario at all. The server says what is wrong with one. */
export function readFile(text: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null && !Array.isArray(found) && 'scenario' in found ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Under the title that was typed. */
export function titled(file: Record<string, unknown>, title: string): Record<string, unknown> {
  const { scenario } = file;
  return typeof scenario === 'object' && scenario !== null ? { ...file, scenario: { ...scenario, title } } : file;
}

/** The title that a file gives its line. */
export function titleOf(file: Record<string, unknown>): string {
  const { title } = (file.scenario ?? {}) as { title?: unknown };
  return typeof title === 'string' ? title : '';
}
