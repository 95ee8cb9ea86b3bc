/**
 * The telephone over SIP in a WebSocket (JsSIP 3.13.8). The web service knows who the page is, so there is no password.
 *
 * What JsSIP does not do by itself, and is done here: a refused registration is tried again; a dead socket is found out by asking; a call
 * outlives the loss of its socket (`sip_line.ts`, `healing.ts`); a second call is refused; a resumed call answers itself.
 */
import { UA } from 'jssip';
import type { RTCSession } from 'jssip/lib/RTCSession';
import type { IncomingRequest } from 'jssip/lib/SIPMessage';
import type { RTCSessionEvent } from 'jssip/lib/UA';
import { reportFailure } from './emitter';
import { isCall, KEYS, type LostCause, type Phone, PhoneBase } from './phone';
import { Line } from './sip_line';
import type { SipPhoneOptions } from './sip_options';
import { SipSocket } from './sip_socket';
import { browserTimers, type Timers, within } from './timers';

/** Milliseconds; the second is for the microphone of a page that was just loaded. */
const ANSWER_TIME = 2_500;
const MICROPHONE_TIME = 5_000;
const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 10_000;
const MUTED = 's724.phone.muted';

export class SipPhone extends PhoneBase implements Phone {
  readonly #options: SipPhoneOptions;
  readonly #timers: Timers;
  readonly #networkIsBack = () => void this.check();
  #ua: UA | null = null;
  #socket: SipSocket | null = null;
  #line: Line | null = null;
  #pause = FIRST_PAUSE;
  #stopRetry: () => void = () => {};

  constructor(options: SipPhoneOptions) {
    super();
    this.#options = options;
    this.#timers = options.timers ?? browserTimers;
  }

  start(): void {
    if (this.#ua !== null) return;
    const socket = new SipSocket(this.#options.socketUrl, this.#timers);
    const ua = new UA({
      sockets: socket,
      uri: this.#options.uri,
      register: this.#options.registers ?? true,
      register_expires: 60,
      session_timers: false, // a refresh that meets a lost socket would end the call
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 4,
      no_answer_timeout: 300, // the server says when ringing is over
    });
    this.#ua = ua;
    this.#socket = socket;
    this.setRegistration({ state: 'connecting' });
    this.#listen(ua);
    globalThis.addEventListener?.('online', this.#networkIsBack);
    ua.start();
  }

  stop(): void {
    const ua = this.#ua;
    if (ua === null) return;
    this.#ua = null;
    this.#stopRetry();
    globalThis.removeEventListener?.('online', this.#networkIsBack);
    this.#line?.finish('here');
    ua.stop();
    this.#lost('stopped');
  }

  answer(): boolean {
    const line = this.#line;
    if (line === null || this.session.state !== 'ringing') return false;
    const microphone = this.#options.microphone();
    if (microphone === null) {
      line.finish('no_microphone', 480);
      return false;
    }
    this.change({ state: 'connecting' });
    line.answer(microphone, { iceServers: this.#options.iceServers() });
    return true;
  }

  decline(): boolean {
    if (this.session.state !== 'ringing') return false;
    this.#line?.finish('declined', 603);
    return true;
  }

  hangUpMedia(): boolean {
    if (this.#line === null || this.session.state === 'ringing') return this.decline();
    this.#line.finish('here');
    return true;
  }

  call(target: string): boolean {
    const microphone = this.#options.microphone();
    if (this.registration.state !== 'registered' || isCall(this.session.state)) return false;
    if (this.#ua === null || microphone === null) return false;
    const own = microphone.clone();
    let session: RTCSession;
    try {
      session = this.#ua.call(target, { mediaStream: new MediaStream([own]), pcConfig: { iceServers: this.#options.iceServers() } });
    } catch (error) {
      own.stop();
      reportFailure(error);
      return false;
    }
    this.#rememberMuted(false);
    this.#line = this.#newLine(session, own); // JsSIP goes on in the next microtask only
    return this.begin({ state: 'connecting', id: session.id, direction: 'outgoing', target });
  }

  setMuted(isMuted: boolean): void {
    if (this.#line === null) return;
    this.#line.setMuted(isMuted);
    this.#rememberMuted(isMuted);
    this.change({ isMuted });
  }

  sendKeys(digits: string): boolean {
    return this.session.state === 'up' && KEYS.test(digits) && (this.#line?.sendKeys(digits) ?? false);
  }

  heal(): boolean {
    if (this.session.state !== 'up' && this.session.state !== 'reconnecting') return false;
    this.#line?.heal();
    return true;
  }

  async check(): Promise<boolean> {
    const [ua, socket] = [this.#ua, this.#socket];
    if (ua === null || socket === null || !socket.isConnected()) return false;
    if (this.#options.registers === false) return true;
    const before = socket.heard;
    ua.register();
    const isAnswered = await within(ANSWER_TIME, this.#timers, () => socket.heard > before || !socket.isConnected());
    if (ua !== this.#ua || (isAnswered && !socket.isConnected())) return false;
    if (isAnswered) return true;
    this.#lost('no_answer');
    socket.drop();
    return false;
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    return this.#line?.setMicrophone(track) ?? Promise.resolve();
  }

  #listen(ua: UA): void {
    ua.on('connected', () => (this.#options.registers === false ? this.#registered() : void this.check()));
    ua.on('registered', () => this.#registered());
    ua.on('registrationFailed', ({ response, cause }) => {
      if (String(cause) !== 'Connection Error') this.#registrationFailed(response ? 'refused' : 'no_answer');
    });
    ua.on('disconnected', () => this.#disconnected());
    ua.on('newRTCSession', (event: RTCSessionEvent) => {
      if (String(event.originator) === 'remote') this.#incoming(event.session, event.request as IncomingRequest);
    });
  }

  #registered(): void {
    if (this.#ua === null) return;
    this.#pause = FIRST_PAUSE;
    this.#stopRetry();
    this.setRegistration({ state: 'registered' });
    this.#line?.registered();
  }

  #registrationFailed(cause: LostCause): void {
    if (this.#ua === null) return;
    this.#lost(cause);
    this.#stopRetry();
    this.#stopRetry = this.#timers.after(this.#pause, () => this.#ua?.isConnected() && this.#ua.register());
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE);
  }

  #disconnected(): void {
    if (this.#ua === null) return;
    this.#stopRetry();
    if (this.registration.state !== 'lost') this.#lost('no_connection');
    this.#line?.socketLost();
  }

  #lost(cause: LostCause): void {
    this.setRegistration({ state: 'lost', cause, since: this.#timers.now() });
  }

  #incoming(session: RTCSession, request: IncomingRequest): void {
    const isResumed = request.getHeader('X-S724')?.trim() === 'resume';
    if (isCall(this.session.state)) {
      if (!isResumed && this.session.target !== 'echo') {
        session.terminate({ status_code: 486 });
        this.emit('refused_second', null);
        return;
      }
      // the server knows that the old leg is dead; a check of the sound may be repeated
      this.#line?.finish(isResumed ? 'lost' : 'here');
    }
    const isMuted = isResumed && this.#options.storage?.getItem(MUTED) === 'yes';
    this.#rememberMuted(isMuted);
    const line = (this.#line = this.#newLine(session));
    line.setMuted(isMuted);
    this.begin({ state: 'ringing', id: session.id, direction: 'incoming', isResumed, isMuted });
    if (isResumed) void this.#resume(line);
  }

  /** A page that was just loaded may not have its microphone yet. */
  async #resume(line: Line): Promise<void> {
    await within(MICROPHONE_TIME, this.#timers, () => this.#options.microphone() !== null || line !== this.#line);
    if (line === this.#line) this.answer();
  }

  #newLine(session: RTCSession, microphone: MediaStreamTrack | null = null): Line {
    const line: Line = new Line(
      session,
      {
        codecs: this.#options.codecs ?? 'opus_first',
        speaker: this.#options.speaker,
        timers: this.#timers,
        isRegistered: () => this.registration.state === 'registered',
        check: () => this.check(),
        dropSocket: () => this.#socket?.drop(),
        flows: (isFlowing) => {
          const upSince = this.session.upSince ?? this.#timers.now();
          this.change(isFlowing ? { state: 'up', upSince } : { state: 'reconnecting' });
        },
        media: (media) => this.setMedia(media),
        ended: (end) => {
          if (this.#line !== line) return;
          this.#line = null;
          this.#rememberMuted(false);
          this.setMedia(null);
          this.change({ state: 'ended', end });
        },
      },
      microphone,
    );
    return line;
  }

  #rememberMuted(isMuted: boolean): void {
    if (isMuted) this.#options.storage?.setItem(MUTED, 'yes');
    else this.#options.storage?.removeItem(MUTED);
  }
}
