/** Stand-ins for what a browser has and Node has not. Hand-written: they keep the rules that the telephone leans on. */
export class FakeTrack extends EventTarget {
  readonly kind = 'audio';
  enabled = true;
  readyState: 'live' | 'ended' = 'live';
  readonly clones: FakeTrack[] = [];

  constructor(readonly label = 'microphone') {
    super();
  }

  clone(): FakeTrack {
    const copy = new FakeTrack(this.label);
    copy.enabled = this.enabled;
    this.clones.push(copy);
    return copy;
  }

  stop(): void {
    this.readyState = 'ended';
  }

  /** The device was pulled out. */
  unplug(): void {
    this.readyState = 'ended';
    this.dispatchEvent(new Event('ended'));
  }
}

export class FakeStream {
  constructor(readonly tracks: FakeTrack[] = []) {}
  getTracks(): FakeTrack[] {
    return this.tracks;
  }
  getAudioTracks(): FakeTrack[] {
    return this.tracks;
  }
  getVideoTracks(): FakeTrack[] {
    return [];
  }
}

export class FakeSender {
  readonly keys: string[] = [];
  readonly dtmf = { canInsertDTMF: true, toneBuffer: '', insertDTMF: (digits: string) => void this.keys.push(digits) };

  constructor(public track: FakeTrack | null) {}

  replaceTrack(track: FakeTrack | null): Promise<void> {
    this.track = track;
    return Promise.resolve();
  }
}

/** Offers and answers are texts that only say their number; gathering is over at once. */
export class FakeConnection extends EventTarget {
  static readonly made: FakeConnection[] = [];
  readonly senders: FakeSender[] = [];
  readonly offers: RTCOfferOptions[] = [];
  codecs: string[] = [];
  iceConnectionState: RTCIceConnectionState = 'new';
  iceGatheringState: RTCIceGatheringState = 'new';
  signalingState: RTCSignalingState = 'stable';
  localDescription: { type: string; sdp: string } | null = null;
  isClosed = false;
  stats: Record<string, unknown>[] = [];

  constructor(readonly config: RTCConfiguration) {
    super();
    FakeConnection.made.push(this);
  }

  addTrack(track: FakeTrack): FakeSender {
    const sender = new FakeSender(track);
    this.senders.push(sender);
    return sender;
  }

  getSenders(): FakeSender[] {
    return this.senders;
  }

  getTransceivers(): { setCodecPreferences(codecs: { mimeType: string }[]): void }[] {
    return [{ setCodecPreferences: (codecs) => void (this.codecs = codecs.map(({ mimeType }) => mimeType)) }];
  }

  createOffer(options?: RTCOfferOptions): Promise<{ type: string; sdp: string }> {
    this.offers.push(options ?? {});
    return Promise.resolve({ type: 'offer', sdp: SDP });
  }

  createAnswer(): Promise<{ type: string; sdp: string }> {
    return Promise.resolve({ type: 'answer', sdp: SDP });
  }

  setLocalDescription(description: { type: string; sdp: string }): Promise<void> {
    if (description.type === 'rollback') {
      this.signalingState = 'stable';
      return Promise.resolve();
    }
    this.localDescription = description;
    this.signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    this.iceGatheringState = 'gathering';
    setTimeout(() => {
      this.iceGatheringState = 'complete';
      this.dispatchEvent(new Event('icegatheringstatechange'));
    }, 10);
    return Promise.resolve();
  }

  setRemoteDescription({ type }: { type: string }): Promise<void> {
    this.signalingState = type === 'offer' ? 'have-remote-offer' : 'stable';
    const event = Object.assign(new Event('track'), { track: new FakeTrack('remote'), streams: [new FakeStream()] });
    this.dispatchEvent(event);
    return Promise.resolve();
  }

  getStats(): Promise<Map<string, unknown>> {
    return Promise.resolve(new Map(this.stats.map((row, at) => [String(at), row])));
  }

  close(): void {
    this.isClosed = true;
  }

  ice(state: RTCIceConnectionState): void {
    this.iceConnectionState = state;
    this.dispatchEvent(new Event('iceconnectionstatechange'));
  }
}

export const SDP = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'm=audio 9 UDP/TLS/RTP/SAVPF 111 8',
  'c=IN IP4 127.0.0.1',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:8 PCMA/8000',
  'a=sendrecv',
  '',
].join('\r\n');

/** A storage that forgets with the test. */
export class FakeStorage {
  readonly values = new Map<string, string>();
  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}
