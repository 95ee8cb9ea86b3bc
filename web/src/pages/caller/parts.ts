/** The real parts of a caller's telephone. */
import { api, said } from '../../api/client';
import { Devices } from '../../phone/devices';
import { SipPhone } from '../../phone/sip_phone';
import { socketUrl } from '../../phone/sip_socket';
import { Caller, type CaptionsSaid } from './caller.svelte';

export function makeCaller(): Caller {
  const devices = new Devices({ storage: null });
  const phone = new SipPhone({
    socketUrl: socketUrl(location, '/api/demonstration/sip'),
    uri: 'sip:demo-caller@s724',
    registers: false,
    iceServers: () => [], // it is on this machine
    microphone: () => devices.microphone,
    speaker: devices.headset,
  });
  devices.on('microphone', (track) => void phone.setMicrophone(track));
  return new Caller({
    phone,
    devices,
    captions: (since) => said<CaptionsSaid>(api.GET('/api/demonstration/captions', { params: { query: { since } } })),
  });
}
