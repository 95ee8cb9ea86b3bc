/** What the figures of a connection mean: pure. */

/** `not_heard`: nothing of ours arrives. `hears_nothing`: nothing comes. */
export type Word = 'not_heard' | 'hears_nothing';

/** Totals since the beginning of the call, as WebRTC counts them. */
export interface Counts {
  readonly at: number;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  /** Seconds. */
  readonly jitter: number;
  readonly roundTrip: number | null;
  /** Of what was sent, since the last report of the other side: 0 to 1. */
  readonly lostThere: number | null;
}

export interface Quality {
  /** Packets of the last interval, and the share of those that came in that were lost (0 to 1). */
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly jitterMs: number;
  readonly roundTripMs: number | null;
  readonly word: Word | null;
}

/** For the whole call; kept by the server. */
export interface CallFigures {
  readonly seconds: number;
  readonly sent: number;
  readonly received: number;
  readonly lost: number;
  readonly worstLost: number;
  readonly worstJitterMs: number;
  readonly worstRoundTripMs: number | null;
  readonly notHeardSeconds: number;
  readonly hearsNothingSeconds: number;
}

type Row = Record<string, unknown>;

/** Reads the audio of a report; what a browser does not tell is 0 or null. */
export function counts(report: Iterable<readonly [string, unknown]>, at: number): Counts {
  const found = { at, sent: 0, received: 0, lost: 0, jitter: 0, roundTrip: null as number | null, lostThere: null as number | null };
  const number = (row: Row, name: string): number => (typeof row[name] === 'number' ? row[name] : 0);
  for (const [, value] of report) {
    const row = value as Row;
    if (row.kind !== 'audio') continue;
    if (row.type === 'inbound-rtp') {
      found.received += number(row, 'packetsReceived');
      found.lost += number(row, 'packetsLost');
      found.jitter = Math.max(found.jitter, number(row, 'jitter'));
    } else if (row.type === 'outbound-rtp') {
      found.sent += number(row, 'packetsSent');
    } else if (row.type === 'remote-inbound-rtp') {
      if (typeof row.roundTripTime === 'number') found.roundTrip = row.roundTripTime;
      if (typeof row.fractionLost === 'number') found.lostThere = row.fractionLost;
    }
  }
  return found;
}

/** After how many milliseconds without a packet a direction is called dead. */
export const SILENCE = 2_000;
/** From this share on, what is said cannot be understood. */
const DEAF = 0.9;

export interface Since {
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** When something last moved each way. */
export function progressed(before: Counts | null, now: Counts, since: Since | null): Since {
  if (before === null || since === null) return { sentAt: now.at, receivedAt: now.at };
  return {
    sentAt: now.sent > before.sent ? now.at : since.sentAt,
    receivedAt: now.received > before.received ? now.at : since.receivedAt,
  };
}

/** `isSoundExpected`: while a call is held, nothing comes and nothing is wrong. */
export function judged(before: Counts | null, now: Counts, since: Since, isSoundExpected: boolean): Quality {
  const sent = now.sent - (before?.sent ?? 0);
  const received = now.received - (before?.received ?? 0);
  const lost = Math.max(0, now.lost - (before?.lost ?? 0));
  let word: Word | null = null;
  if (now.at - since.sentAt >= SILENCE || (now.lostThere ?? 0) >= DEAF) word = 'not_heard';
  else if (isSoundExpected && now.at - since.receivedAt >= SILENCE) word = 'hears_nothing';
  return Object.freeze({
    sent: Math.max(0, sent),
    received: Math.max(0, received),
    lost: received + lost > 0 ? lost / (received + lost) : 0,
    jitterMs: Math.round(now.jitter * 1000),
    roundTripMs: now.roundTrip === null ? null : Math.round(now.roundTrip * 1000),
    word,
  });
}

export const NO_FIGURES: CallFigures = Object.freeze({
  seconds: 0,
  sent: 0,
  received: 0,
  lost: 0,
  worstLost: 0,
  worstJitterMs: 0,
  worstRoundTripMs: null,
  notHeardSeconds: 0,
  hearsNothingSeconds: 0,
});

/** The figures with one more interval of `seconds`. */
export function added(figures: CallFigures, quality: Quality, now: Counts, seconds: number): CallFigures {
  const { roundTripMs } = quality;
  return {
    seconds: figures.seconds + seconds,
    sent: now.sent,
    received: now.received,
    lost: now.lost,
    worstLost: Math.max(figures.worstLost, quality.lost),
    worstJitterMs: Math.max(figures.worstJitterMs, quality.jitterMs),
    worstRoundTripMs: roundTripMs === null ? figures.worstRoundTripMs : Math.max(figures.worstRoundTripMs ?? 0, roundTripMs),
    notHeardSeconds: figures.notHeardSeconds + (quality.word === 'not_heard' ? seconds : 0),
    hearsNothingSeconds: figures.hearsNothingSeconds + (quality.word === 'hears_nothing' ? seconds : 0),
  };
}
