// @vitest-environment happy-dom
import { beforeEach, expect, it, vi } from 'vitest';

const ORIGIN = 'https://centrum.example';
const HOSTILE = [
  'Anna Chrostowska, PESEL 85030912345',
  `Anna\n    at https://centrum.example/assets/chrostowska.js:1:2`,
  `Anna (https://centrum.example/assets/600100200.js:600100200:1)`,
  'client-20060-0@https://centrum.example/assets/anna.js:1:1',
  '',
];

let sent: { url: string; body: string }[] = [];

beforeEach(() => {
  vi.resetModules();
  sent = [];
  vi.stubGlobal('location', { origin: ORIGIN });
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push({ url: request.url, body: await request.text() });
    return new Response(null, { status: 204 });
  });
});

async function tell(error: unknown, page?: string): Promise<void> {
  const { tellPageError } = await import('../../src/api/page_errors');
  await tellPageError(error, page);
}

function failed(message: string, frames: string): Error {
  const error = new TypeError(message);
  error.stack = frames.startsWith('    at') ? `TypeError: ${message}\n${frames}` : frames;
  return error;
}

const CHROMIUM = `    at Object.run (${ORIGIN}/assets/Clients-Ab12_cd.js:1:4031)\n    at ${ORIGIN}/assets/index-Zz.js:2:17`;
const FIREFOX = `run@${ORIGIN}/assets/Clients-Ab12_cd.js:1:4031\n@${ORIGIN}/assets/index-Zz.js:2:17`;

it.each([CHROMIUM, FIREFOX].flatMap((frames) => HOSTILE.map((message) => [frames, message] as const)))(
  'of an error only its place is told: %s, %s',
  async (frames, message) => {
    await tell(failed(message, frames), '/clients');
    expect(sent.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { build: '000000000000', page: '/clients', file: 'Clients-Ab12_cd.js', line: 1, column: 4031 },
    ]);
  },
);

it('what is thrown elsewhere, or is no error, is not told', async () => {
  await tell('Anna Chrostowska', '/clients');
  await tell({ stack: CHROMIUM }, '/clients');
  await tell(failed('x', '    at chrome-extension://abc/assets/x.js:1:1\n    at https://elsewhere.example/assets/y.js:1:1'), '/clients');
  const { ApiError } = await import('../../src/api/errors');
  await tell(Object.assign(new ApiError('network', 'Brak sieci.'), { stack: CHROMIUM }), '/clients');
  expect(sent).toEqual([]);
});

it('a place is told once, five of them at most, and nothing is raised when nobody answers', async () => {
  const at = (line: number) => failed('x', `    at run (${ORIGIN}/assets/Clients-Ab12_cd.js:${line}:1)`);
  for (const line of [1, 1, 2, 3, 4, 5, 6]) await tell(at(line));
  expect(sent).toHaveLength(5);
  expect(JSON.parse(sent[0]?.body ?? '{}')).toMatchObject({ page: 'none' });
  vi.resetModules();
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await expect(tell(at(1))).resolves.toBeUndefined();
});
