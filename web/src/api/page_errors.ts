/** Tells the operator where a page has failed: build, page, file and place; never what the error says, nor whom it was about. */
import { api, type Schema } from './client';

type Told = Schema['PageErrorIn'];

const MOST = 5; // of one loading of the page: a page that fails again and again says so once for each place
const told = new Set<string>();

/** The first place of ours in the trace of an error; null: it is none of ours, such as an extension of the browser. */
export function placeOf(error: unknown, origin: string): Pick<Told, 'file' | 'line' | 'column'> | null {
  if (!(error instanceof Error) || error.name === 'ApiError' || !error.stack) return null;
  // Before its places Chromium repeats what the error says.
  const said = error.stack.indexOf(error.message);
  const frames = said < 0 ? error.stack : error.stack.slice(said + error.message.length);
  for (const frame of frames.split('\n')) {
    const at = /(?:@|\(|at )(https?:\/\/[^/\s]+)\/assets\/([\w.-]+\.js):(\d+):(\d+)\)?$/.exec(frame.trim());
    if (at && at[1] === origin) return { file: at[2] ?? '', line: Number(at[3]), column: Number(at[4]) };
  }
  return null;
}

/** `page`: its address in `routes.ts`. Never raises: who cannot be told is not asked again. */
export async function tellPageError(error: unknown, page: string | undefined): Promise<void> {
  const place = placeOf(error, location.origin);
  if (place === null || told.size >= MOST) return;
  const body: Told = { build: __BUILD__, page: page ?? 'none', ...place };
  const key = JSON.stringify(body);
  if (told.has(key)) return;
  told.add(key);
  await api.POST('/api/page-errors', { body, keepalive: true }).catch(() => undefined);
}
