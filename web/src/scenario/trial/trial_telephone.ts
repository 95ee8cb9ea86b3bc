/** The telephone at which trials ring, put together. Loaded when somebody wants to be rung, and not before. */
import { Devices } from '../../phone/devices';
import { SipPhone } from '../../phone/sip_phone';
import { socketUrl } from '../../phone/sip_socket';
import type { Line } from './ring_me.svelte';
import type { TrialTelephone } from './trial_api';

export function trialTelephone({ sip_user, ice_servers }: TrialTelephone): Line {
  const devices = new Devices();
  const phone = new SipPhone({
    socketUrl: socketUrl(location, `/api/sip/trial?page=${crypto.randomUUID()}`),
    uri: `sip:${sip_user ?? ''}@s724`,
    iceServers: () => ice_servers as RTCIceServer[],
    microphone: () => devices.microphone,
    speaker: devices.headset,
  });
  devices.on('microphone', (track) => void phone.setMicrophone(track));
  return { phone, devices };
}
