/** Rules of queues, and what others would have done. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';

export type Queue = Schema['QueueOut'];
export type Policy = Queue['policy'];
/** Rules for a span of time; `policy` is null of an old row that cannot be read any more. */
export type DatedPolicy = Schema['StoredPolicy'];
export type WhatIf = Schema['WhatIfOut'];
export type Line = Schema['WhatIfLine'];
export type Period = Schema['WhatIfIn']['period'];

export interface QueueRulesApi {
  /** Those that the account may see, with the rules in force. */
  queues(): Promise<Queue[]>;
  /** All of a queue that were, are and are planned; the latest first. */
  history(office: string): Promise<DatedPolicy[]>;
  /** From the beginning of a day on; today: at once. Raises ApiError: `stale_version`, `settings_refused`. */
  save(queue: Queue, policy: Policy, from: string): Promise<DatedPolicy>;
  /** Tells how far it is. Raises ApiError: `too_few_calls`, `records_not_ready`; what was aborted raises, too. */
  tryOut(office: string, policy: Policy, period: Period, told: (line: Line) => void, signal: AbortSignal): Promise<WhatIf>;
}

/** A week takes some 20 s; each line says that it goes on, and who waits may break it off. */
const patiently = (request: Request) => fetch(request);

/** For whom it is a neighbour the centre reckons itself. */
const whole = (policy: Policy) => ({ ...policy, lends_to: [] });

export const webQueueRulesApi: QueueRulesApi = {
  queues: () => said(api.GET('/api/queues')),
  history: (office) => said(api.GET('/api/queues/{office}/policies', { params: { path: { office } } })),
  async save({ office, version }, policy, valid_from) {
    const params = { path: { office }, header: { 'If-Match': `"${version}"` } };
    return said(api.PUT('/api/queues/{office}/policy', { params, body: { policy: whole(policy), valid_from } }));
  },
  async tryOut(office, policy, period, told, signal) {
    const { data } = await api.POST('/api/queues/{office}/what-if', {
      params: { path: { office } },
      body: { policy: whole(policy), period },
      parseAs: 'stream',
      fetch: patiently,
      signal,
    });
    for await (const line of linesOf(data as unknown as ReadableStream<Uint8Array>)) {
      told(line);
      if (line.answer) return line.answer;
    }
    throw new ApiError('network', '');
  },
};

/** JSON objects, one a line, as they come. What is no whole line yet waits for the rest. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line) yield JSON.parse(line) as Line;
    if (done) return;
  }
}
