import { beforeEach, describe, expect, test } from 'vitest';
import { chosen, readWanted } from '../../src/phone/device_choice';
import { Devices, type Switched } from '../../src/phone/devices';
import { Speaker } from '../../src/phone/speaker';
import { FakeStorage, FakeTrack } from './fakes';

class FakeMedia extends EventTarget {
  plugged: { kind: string; deviceId: string; label: string }[] = [];
  refusal = '';
  isAllowed = false;
  readonly asked: (string | undefined)[] = [];
  readonly tracks: FakeTrack[] = [];

  plug(kind: 'audioinput' | 'audiooutput', deviceId: string, label: string): void {
    this.plugged.push({ kind, deviceId, label });
  }

  unplug(deviceId: string): void {
    this.plugged = this.plugged.filter((one) => one.deviceId !== deviceId);
    this.dispatchEvent(new Event('devicechange'));
  }

  /** Like a browser, it gives no names and ids before the permission. */
  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const seen = this.isAllowed ? this.plugged : this.plugged.map(({ kind }) => ({ kind, deviceId: '', label: '' }));
    return Promise.resolve(seen as MediaDeviceInfo[]);
  }

  getUserMedia({ audio }: MediaStreamConstraints): Promise<MediaStream> {
    const id = (audio as { deviceId?: { exact: string } }).deviceId?.exact;
    this.asked.push(id);
    const inputs = this.plugged.filter(({ kind }) => kind === 'audioinput');
    const fail = (name: string): Promise<never> => Promise.reject(Object.assign(new Error(name), { name }));
    if (this.refusal !== '') return fail(this.refusal);
    if (inputs.length === 0) return fail('NotFoundError');
    const found = id === undefined ? inputs[0] : inputs.find(({ deviceId }) => deviceId === id);
    if (!found) return fail('OverconstrainedError');
    this.isAllowed = true;
    const track = new FakeTrack(found.label);
    this.tracks.push(track);
    return Promise.resolve({ getAudioTracks: () => [track] } as unknown as MediaStream);
  }
}

class FakeElement {
  sinkId = '';
  srcObject: unknown = null;
  autoplay = false;
  refusal = '';
  setSinkId(id: string): Promise<void> {
    this.sinkId = id;
    return Promise.resolve();
  }
  play(): Promise<void> {
    return this.refusal ? Promise.reject(Object.assign(new Error(), { name: this.refusal })) : Promise.resolve();
  }
  pause(): void {}
}

let media: FakeMedia;
let storage: FakeStorage;
let element: FakeElement;

function newDevices(): { devices: Devices; told: Switched[] } {
  const headset = new Speaker(() => element as unknown as HTMLAudioElement);
  const devices = new Devices({ media: media as unknown as MediaDevices, permissions: null, storage, headset });
  const told: Switched[] = [];
  devices.on('switched', (one) => told.push(one));
  return { devices, told };
}

beforeEach(() => {
  media = new FakeMedia();
  storage = new FakeStorage();
  element = new FakeElement();
  media.plug('audioinput', 'default', 'Default - Built-in');
  media.plug('audioinput', 'mic-a', 'Jabra');
  media.plug('audiooutput', 'default', 'Default - Built-in');
  media.plug('audiooutput', 'out-a', 'Jabra');
  media.plug('audiooutput', 'out-b', 'Monitor');
});

describe('devices', () => {
  test('the microphone is held from the start, with its name known', async () => {
    const { devices } = newDevices();
    await devices.start();
    expect(devices.permission).toBe('granted');
    expect(devices.microphone?.readyState).toBe('live');
    expect(devices.inUse.microphone?.label).toBe('Default - Built-in');
    expect(devices.inUse.ringing.map(({ id }) => id)).toEqual(['default']);
  });

  test('three choices are made apart and remembered', async () => {
    const { devices } = newDevices();
    await devices.start();
    await devices.chooseMicrophone('mic-a');
    await devices.chooseHeadset('out-a');
    await devices.chooseRinging(['out-a', 'out-b', 'default']);
    const again = newDevices();
    await again.devices.start();
    const { microphone, headset, ringing } = again.devices.inUse;
    expect([microphone?.id, headset?.id, ringing.length]).toEqual(['mic-a', 'out-a', 2]);
    expect(again.told).toEqual([]);
    expect(media.asked.at(-1)).toBe('mic-a');
  });

  test('another microphone is told as a new track, and the old one is let go', async () => {
    const { devices } = newDevices();
    await devices.start();
    const tracks: unknown[] = [];
    devices.on('microphone', (track) => tracks.push(track));
    await devices.chooseMicrophone('mic-a');
    expect(tracks).toEqual([media.tracks.at(-1)]);
    expect(media.tracks.map(({ readyState }) => readyState)).toEqual(['ended', 'live']);
  });

  test('a device that is unplugged is replaced by name, and taken again when it is back', async () => {
    const { devices, told } = newDevices();
    await devices.start();
    await devices.chooseMicrophone('mic-a');
    media.tracks.at(-1)!.unplug();
    media.unplug('mic-a');
    await devices.refresh();
    expect(told).toEqual([{ kind: 'microphone', from: 'Jabra', to: 'Default - Built-in', why: 'unplugged' }]);
    expect(devices.microphone).not.toBeNull();
    media.plug('audioinput', 'mic-new-id', 'Jabra');
    await devices.refresh();
    expect(told.at(-1)).toEqual({ kind: 'microphone', from: 'Default - Built-in', to: 'Jabra', why: 'back' });
    expect(devices.inUse.microphone?.id).toBe('mic-new-id');
  });

  test('an unplugged headset moves the sound to what is left', async () => {
    const { devices, told } = newDevices();
    await devices.start();
    await devices.chooseHeadset('out-a');
    await devices.headset.play({} as MediaStream);
    expect(element.sinkId).toBe('out-a');
    media.unplug('out-a');
    await devices.refresh();
    expect(element.sinkId).toBe('');
    expect(told).toEqual([{ kind: 'headset', from: 'Jabra', to: 'Default - Built-in', why: 'unplugged' }]);
  });

  test('a microphone that is refused, missing or in use elsewhere is told apart', async () => {
    const { devices } = newDevices();
    for (const [refusal, permission] of [
      ['NotAllowedError', 'refused'],
      ['NotFoundError', 'missing'],
      ['NotReadableError', 'busy'],
    ] as const) {
      media.refusal = refusal;
      await devices.start();
      expect([devices.permission, devices.microphone]).toEqual([permission, null]);
    }
    media.refusal = '';
    await devices.refresh();
    expect(devices.permission).toBe('granted');
  });

  test('one refusal is asked about once', async () => {
    const { devices } = newDevices();
    media.refusal = 'NotAllowedError';
    await devices.start();
    expect(media.asked).toHaveLength(1);
  });

  test('after the work the microphone is let go, even if the browser gives it late', async () => {
    const { devices } = newDevices();
    const started = devices.start();
    devices.stop();
    await started;
    expect(media.tracks.every(({ readyState }) => readyState === 'ended')).toBe(true);
    expect(devices.microphone).toBeNull();
  });

  test('a page without https has no devices and says so', async () => {
    const devices = new Devices({ media: null, permissions: null, storage: null, headset: new Speaker() });
    await devices.start();
    expect(devices.permission).toBe('missing');
  });
});

describe('the speaker', () => {
  test('that the browser blocks says so until a click', async () => {
    const speaker = new Speaker(() => element as unknown as HTMLAudioElement);
    element.refusal = 'NotAllowedError';
    await speaker.play({} as MediaStream);
    expect(speaker.isBlocked).toBe(true);
    element.refusal = '';
    await speaker.unlock();
    expect(speaker.isBlocked).toBe(false);
  });
});

describe('the choice', () => {
  const present = [
    { id: 'default', label: 'Default' },
    { id: 'b', label: 'Headset' },
  ];

  test('is by id, then by name, then the default, then any', () => {
    expect(chosen({ id: 'b', label: 'x' }, present)?.id).toBe('b');
    expect(chosen({ id: 'gone', label: 'Headset' }, present)?.id).toBe('b');
    expect(chosen({ id: 'gone', label: 'gone' }, present)?.id).toBe('default');
    expect(chosen(null, present.slice(1))?.id).toBe('b');
    expect(chosen(null, [])).toBeNull();
  });

  test('that cannot be read is as if nothing had been chosen', () => {
    for (const text of [null, '', '{', '[]', 'null', '{"microphone":7,"ringing":[1]}']) {
      expect(readWanted(text)).toEqual({ microphone: null, headset: null, ringing: [] });
    }
  });
});
