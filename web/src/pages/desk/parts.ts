/** The real parts of the desk of one tab. */
import { webCallContextApi } from '../../conversation/call_context_api';
import { webKnowledgeApi } from '../../knowledge/knowledge_api';
import type { Mirror } from '../../live/mirror.svelte';
import { DeskPulse } from '../../phone/desk_pulse';
import { OneDesk } from '../../phone/one_desk';
import { Readiness } from '../../phone/readiness';
import { kept } from '../../telephone/kept';
import { webClientSideApi } from './client_side_api';
import { Desk } from './desk.svelte';
import { webDeskApi } from './desk_api';

export function makeDesk(me: string, mirror: Mirror): Desk {
  const page = crypto.randomUUID();
  return new Desk({
    me,
    page,
    mirror,
    api: webDeskApi,
    clients: webClientSideApi,
    context: webCallContextApi,
    knowledge: webKnowledgeApi,
    kept,
    async makeSound(iceServers) {
      const { browserTelephone } = await import('../../telephone/browser_telephone');
      return browserTelephone(me, page, () => iceServers);
    },
    makePulse(telephone, sound) {
      const readiness = sound === null ? new Readiness({ phone: null, devices: null }) : sound.readiness;
      const pulse = new DeskPulse({ page, telephone, send: (message) => mirror.send(message), readiness });
      return {
        start() {
          if (sound === null) readiness.start();
          pulse.start();
        },
        stop() {
          if (sound === null) readiness.stop();
          pulse.stop();
        },
        beat: () => pulse.beat(),
      };
    },
    oneDesk: new OneDesk({ account: me }),
  });
}
