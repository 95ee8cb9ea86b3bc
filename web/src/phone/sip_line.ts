/**
 * One call of the telephone: a session of JsSIP with its microphone, its sound and its repair.
 *
 * The microphone is a copy of the held one, so that muting a call, and the end of it, leave the held track alone.
 */
import type { EndEvent, RTCSession } from 'jssip/lib/RTCSession';
import { type CodecChoice, knownCodecs, preferCodecs } from './codecs';
import { Healing } from './healing';
import type { CallMedia, EndCause } from './phone';
import { boundGathering, endCause, guard, KEY_TIMES, takeOfferBack } from './sip_session';
import type { Timers } from './timers';

export interface LineOptions {
  readonly codecs: CodecChoice;
  readonly speaker: { play(stream: MediaStream): Promise<void>; stop(): void };
  readonly timers: Timers;
  readonly isRegistered: () => boolean;
  readonly check: () => Promise<boolean>;
  readonly dropSocket: () => void;
  /** Sound may go both ways (again), or not any more. */
  readonly flows: (isFlowing: boolean) => void;
  readonly media: (media: CallMedia) => void;
  readonly ended: (cause: EndCause) => void;
}

export class Line {
  readonly session: RTCSession;
  readonly #options: LineOptions;
  readonly #healing: Healing;
  readonly #end: ReturnType<typeof guard>;
  #track: MediaStreamTrack | null = null;
  #isMuted = false;
  #isAccepted = false;
  #hasFlowed = false;
  #cause: EndCause | null = null;
  #isClosed = false;

  /** `microphone`: the call's own copy, when the session has it already. */
  constructor(session: RTCSession, options: LineOptions, microphone: MediaStreamTrack | null = null) {
    this.session = session;
    this.#track = microphone;
    this.#options = options;
    this.#healing = new Healing(
      {
        isRegistered: options.isRegistered,
        check: options.check,
        dropSocket: options.dropSocket,
        reinvite: () => session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, () => this.#healing.succeeded()),
        giveUp: () => this.finish('lost', 408),
        isBroken: (isBroken) => this.#hasFlowed && options.flows(!isBroken),
      },
      options.timers,
    );
    this.#end = guard(
      session,
      () => this.#hasFlowed && this.#cause === null,
      () => this.#gap(),
    );
    boundGathering(session, options.timers);
    if (session.connection) this.#watch(session.connection);
    else session.on('peerconnection', ({ peerconnection }) => this.#watch(peerconnection));
    session.on('connecting', () => preferCodecs(session.connection, options.codecs, knownCodecs()));
    session.on('accepted', () => {
      this.#isAccepted = true;
      this.#mayFlow();
    });
    session.on('ended', (event: EndEvent) => this.#over(event));
    session.on('failed', (event: EndEvent) => this.#over(event));
  }

  answer(microphone: MediaStreamTrack, pcConfig: RTCConfiguration): void {
    this.#track = microphone.clone();
    this.#track.enabled = !this.#isMuted;
    this.session.answer({ mediaStream: new MediaStream([this.#track]), pcConfig });
    if (this.#isMuted) this.session.mute({ audio: true });
  }

  /** JsSIP is told too: at each re-INVITE it sets the tracks by what it believes. */
  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    if (this.#track !== null) this.#track.enabled = !isMuted;
    if (this.session.connection) this.session[isMuted ? 'mute' : 'unmute']({ audio: true });
  }

  async setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    const sender = this.session.connection?.getSenders()[0];
    if (!sender || this.#cause !== null) return;
    const own = track?.clone() ?? null;
    if (own !== null) own.enabled = !this.#isMuted;
    const before = this.#track;
    this.#track = own;
    await sender.replaceTrack(own);
    before?.stop();
  }

  /** RFC 4733. False: the other side takes no keys. */
  sendKeys(digits: string): boolean {
    const sender = this.session.connection?.getSenders()[0]?.dtmf;
    if (!sender?.canInsertDTMF) return false;
    sender.insertDTMF(sender.toneBuffer + digits, KEY_TIMES.duration, KEY_TIMES.gap);
    return true;
  }

  heal(): void {
    this.#healing.request();
  }

  /** The socket is gone: a call that has sound goes on without it. */
  socketLost(): void {
    if (this.#hasFlowed) this.#healing.socketLost();
    else this.finish('lost');
  }

  registered(): void {
    this.#healing.registered();
  }

  /** Ends it; `status` is what a call that still rings is refused with. */
  finish(cause: EndCause, status?: number): void {
    this.#cause ??= cause;
    this.#end({ status_code: status });
    this.#close();
  }

  #watch(connection: RTCPeerConnection): void {
    connection.addEventListener('iceconnectionstatechange', () => {
      this.#mayFlow();
      if (this.#hasFlowed) this.#healing.iceIs(connection.iceConnectionState);
    });
    connection.addEventListener('track', ({ track, streams }) => {
      const remote = streams[0] ?? new MediaStream([track]);
      this.#options.media({ connection, remote });
      void this.#options.speaker.play(remote);
    });
  }

  #mayFlow(): void {
    const ice = this.session.connection?.iceConnectionState;
    if (this.#hasFlowed || !this.#isAccepted || (ice !== 'connected' && ice !== 'completed')) return;
    this.#hasFlowed = true;
    this.#options.flows(true);
  }

  #gap(): void {
    void takeOfferBack(this.session.connection).then(() => this.#healing.failed());
    if (this.session.connection.iceConnectionState === 'failed') this.#healing.iceIs('failed');
  }

  #over(event: EndEvent): void {
    this.#cause ??= endCause(String(event.originator), event.cause, String(this.session.direction), this.#isAccepted);
    this.#close();
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#healing.stop();
    this.#track?.stop();
    this.#options.speaker.stop();
    this.#options.ended(this.#cause ?? 'failed');
  }
}
