/**
 * The order of the codecs. Opus first: it carries speech better and stands loss. G.711 alone is for a narrow case: a browser or a network
 * in which Opus was found to fail, and measurements.
 */
export type CodecChoice = 'opus_first' | 'g711_only';

const ORDER: Readonly<Record<CodecChoice, readonly string[]>> = {
  opus_first: ['audio/opus', 'audio/pcma', 'audio/pcmu'],
  g711_only: ['audio/pcma', 'audio/pcmu'],
};

/** Keys are sent as sounds of their own whatever the codec: without this one, `sendKeys` would be silent. */
const KEYS = 'audio/telephone-event';

interface Codec {
  mimeType: string;
}

/** What of `known` is wanted, best first; empty when none of it is, which means: leave the browser's own order. */
export function orderedCodecs<C extends Codec>(known: readonly C[], choice: CodecChoice): C[] {
  const named = (name: string): C[] => known.filter((codec) => codec.mimeType.toLowerCase() === name);
  const speech = ORDER[choice].flatMap(named);
  return speech.length === 0 ? [] : [...speech, ...named(KEYS)];
}

/** Before the offer or the answer is made. A browser that does not know how (or refuses) keeps its own order: the call matters more. */
export function preferCodecs(connection: RTCPeerConnection, choice: CodecChoice, known: readonly RTCRtpCodec[]): void {
  const order = orderedCodecs(known, choice);
  if (order.length === 0) return;
  for (const transceiver of connection.getTransceivers()) {
    try {
      transceiver.setCodecPreferences?.(order);
    } catch {
      // InvalidModificationError: one of them is not among what this connection can do
    }
  }
}

/** The codecs that this browser can receive; none outside a browser. */
export function knownCodecs(): readonly RTCRtpCodec[] {
  return globalThis.RTCRtpReceiver?.getCapabilities('audio')?.codecs ?? [];
}
