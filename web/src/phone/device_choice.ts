/** Which device is used for what: pure rules over what was wanted and what is plugged in. */
export interface Device {
  readonly id: string;
  /** The name that the operating system gives it. */
  readonly label: string;
}

export type Use = 'microphone' | 'headset' | 'ringing';

/** `unplugged`: `to` is what is used instead, or nothing is left. `back`: the one that was wanted is there again. */
export interface Switched {
  readonly kind: Use;
  readonly from: string;
  readonly to: string | null;
  readonly why: 'unplugged' | 'back';
}

/** Devices of one kind. Chromium also lists "communications", which is one of the others; without permission there are no ids. */
export function devicesOf(kind: MediaDeviceKind, all: readonly MediaDeviceInfo[]): Device[] {
  return all
    .filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'communications')
    .map((one) => ({ id: one.deviceId, label: one.label }));
}

/**
 * The wanted device, by its id, else by its name (ids change when a browser forgets its permissions), else the system's own choice, else
 * any; null when there is none.
 */
export function chosen(wanted: Device | null, present: readonly Device[]): Device | null {
  if (wanted !== null) {
    const same = present.find(({ id }) => id === wanted.id) ?? present.find(({ label }) => label !== '' && label === wanted.label);
    if (same) return same;
  }
  return present.find(({ id }) => id === 'default') ?? present[0] ?? null;
}

/** What people are to be told when `before` becomes `after`; nothing when they did it themselves or nothing changed. */
export function switched(kind: Use, before: Device | null, after: Device | null, wanted: Device | null, present: readonly Device[]): Switched | null {
  if (before === null || before.id === after?.id) return null;
  const isGone = !present.some(({ id }) => id === before.id);
  if (isGone) return { kind, from: before.label, to: after?.label ?? null, why: 'unplugged' };
  if (after !== null && wanted !== null && after.label === wanted.label) {
    return { kind, from: before.label, to: after.label, why: 'back' };
  }
  return null;
}

/** What `localStorage` keeps; anything unreadable is as if nothing had been chosen. */
export interface Wanted {
  microphone: Device | null;
  headset: Device | null;
  ringing: Device[];
}

const isDevice = (value: unknown): value is Device =>
  typeof value === 'object' && value !== null && 'id' in value && 'label' in value && typeof value.id === 'string' && typeof value.label === 'string';

export function readWanted(text: string | null): Wanted {
  const nothing: Wanted = { microphone: null, headset: null, ringing: [] };
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null) return nothing;
    const { microphone, headset, ringing } = value as Record<string, unknown>;
    return {
      microphone: isDevice(microphone) ? microphone : null,
      headset: isDevice(headset) ? headset : null,
      ringing: Array.isArray(ringing) ? ringing.filter(isDevice).slice(0, 2) : [],
    };
  } catch {
    return nothing;
  }
}
