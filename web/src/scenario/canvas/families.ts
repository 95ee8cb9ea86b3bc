/** How the groups of kinds look: one sign and one colour each. A group that is not known here looks like logic. */
import BellRing from '@lucide/svelte/icons/bell-ring';
import Building2 from '@lucide/svelte/icons/building-2';
import CircleStop from '@lucide/svelte/icons/circle-stop';
import FileText from '@lucide/svelte/icons/file-text';
import Grip from '@lucide/svelte/icons/grip';
import Headset from '@lucide/svelte/icons/headset';
import Mail from '@lucide/svelte/icons/mail';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Split from '@lucide/svelte/icons/split';
import type { Kind } from '../kinds';

export interface Family {
  sign: typeof Split;
  /** Of a class. */
  colour: 'accent' | 'ready' | 'pause' | 'trouble' | 'plain';
}

const LOGIC: Family = { sign: Split, colour: 'plain' };
const END: Family = { sign: CircleStop, colour: 'trouble' };

/** By the words of the server. */
const FAMILIES: Readonly<Record<string, Family>> = {
  zapowiedzi: { sign: BellRing, colour: 'accent' },
  pytania: { sign: Grip, colour: 'accent' },
  'dane i zgody': { sign: ShieldCheck, colour: 'pause' },
  urząd: { sign: Building2, colour: 'pause' },
  konsultant: { sign: Headset, colour: 'ready' },
  wiadomości: { sign: Mail, colour: 'ready' },
  'sprawy klienta': { sign: FileText, colour: 'pause' },
  logika: LOGIC,
};

export function familyOf(kind: Kind | undefined): Family {
  if (kind?.is_final) return END;
  return FAMILIES[kind?.group ?? ''] ?? LOGIC;
}
