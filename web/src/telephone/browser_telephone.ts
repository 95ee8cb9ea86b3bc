/** The parts of the telephone of this page, put together. Loaded when somebody wants to telephone in the browser. */
import { title } from '../navigation/title.svelte';
import { echoCheck, LevelMeter } from '../phone/audio_check';
import { Devices } from '../phone/devices';
import { CallHealth } from '../phone/health';
import { Readiness } from '../phone/readiness';
import { Ringer } from '../phone/ringer';
import { SipPhone } from '../phone/sip_phone';
import { socketUrl } from '../phone/sip_socket';
import { Sound } from './sound.svelte';

/** What rings stands before what the title says of the page and of the call, which may change meanwhile. */
const ringingTitle = {
  get title() {
    return title.ring;
  },
  set title(said) {
    title.ring = said;
  },
};

export function browserTelephone(agent: string, page: string, iceServers: () => RTCIceServer[]): Sound {
  const devices = new Devices();
  const phone = new SipPhone({
    socketUrl: socketUrl(location, `/api/sip?page=${encodeURIComponent(page)}`),
    uri: `sip:web-${agent}@s724`,
    iceServers,
    microphone: () => devices.microphone,
    speaker: devices.headset,
    storage: sessionStorage,
  });
  devices.on('microphone', (track) => void phone.setMicrophone(track));
  return new Sound({
    phone,
    devices,
    ringer: new Ringer({ devices, page: ringingTitle }),
    readiness: new Readiness({ phone, devices }),
    health: new CallHealth({ phone }),
    echoCheck: () => echoCheck({ phone, devices }),
    meter: (track) => new LevelMeter(track),
  });
}
