/** A telephone for the tests of pages: the same interface and the same states, with levers instead of a network. */
import { type CallMedia, type EndCause, isCall, KEYS, type LostCause, type Phone, PhoneBase } from './phone';

export class FakePhone extends PhoneBase implements Phone {
  /** What was asked of it, in order. */
  readonly keysSent: string[] = [];
  readonly targets: string[] = [];
  readonly microphones: (MediaStreamTrack | null)[] = [];
  heals = 0;
  checks = 0;
  secondsRefused = 0;
  /** Whether the sound is there as soon as a call is answered; else `connectMedia()` makes it so. */
  connectsAtOnce = true;
  #sessions = 0;

  start(): void {
    this.setRegistration({ state: 'connecting' });
  }

  stop(): void {
    this.#end('here');
    this.loseConnection('stopped');
  }

  answer(): boolean {
    return this.session.state === 'ringing' && this.#connect();
  }

  decline(): boolean {
    return this.session.state === 'ringing' && this.#end('declined');
  }

  hangUpMedia(): boolean {
    return this.#end('here');
  }

  call(target: string): boolean {
    if (this.registration.state !== 'registered') return false;
    if (!this.begin({ state: 'connecting', id: `fake-${++this.#sessions}`, direction: 'outgoing', target })) return false;
    this.targets.push(target);
    if (this.connectsAtOnce) this.connectMedia();
    return true;
  }

  setMuted(isMuted: boolean): void {
    if (isCall(this.session.state)) this.change({ isMuted });
  }

  sendKeys(digits: string): boolean {
    if (this.session.state !== 'up' || !KEYS.test(digits)) return false;
    this.keysSent.push(digits);
    return true;
  }

  heal(): boolean {
    if (this.session.state !== 'up' && this.session.state !== 'reconnecting') return false;
    this.heals += 1;
    return true;
  }

  check(): Promise<boolean> {
    this.checks += 1;
    return Promise.resolve(this.registration.state === 'registered');
  }

  setMicrophone(track: MediaStreamTrack | null): Promise<void> {
    this.microphones.push(track);
    return Promise.resolve();
  }

  // The levers.

  register(): void {
    this.setRegistration({ state: 'registered' });
  }

  loseConnection(cause: LostCause = 'no_connection'): void {
    this.setRegistration({ state: 'lost', cause, since: Date.now() });
  }

  /** A call comes in; false when it was refused because there is one. */
  comeIn({ isResumed = false }: { isResumed?: boolean } = {}): boolean {
    if (isResumed || this.session.target === 'echo') this.#end('lost');
    if (!this.begin({ state: 'ringing', id: `fake-${++this.#sessions}`, direction: 'incoming', isResumed })) {
      this.secondsRefused += 1;
      this.emit('refused_second', null);
      return false;
    }
    if (isResumed) this.#connect();
    return true;
  }

  connectMedia(media: CallMedia | null = null): void {
    this.setMedia(media);
    this.change({ state: 'up', upSince: this.session.upSince ?? Date.now() });
  }

  loseMedia(): void {
    this.change({ state: 'reconnecting' });
  }

  hangUpThere(): void {
    this.#end(this.session.state === 'ringing' ? 'withdrawn' : 'there');
  }

  #connect(): boolean {
    if (!this.change({ state: 'connecting' })) return false;
    if (this.connectsAtOnce) this.connectMedia();
    return true;
  }

  #end(end: EndCause): boolean {
    if (!this.change({ state: 'ended', end })) return false;
    this.setMedia(null);
    return true;
  }
}
