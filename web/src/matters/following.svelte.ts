/** Lists of matters follow what others do: the server tells of each office when anything of its matters has changed. */
import { untrack } from 'svelte';
import { getMirror } from '../live/mirror.svelte';

/** In a component: `act` whenever a matter of the offices in sight was opened, answered, taken up or given back. */
export function followMatters(act: () => void): void {
  const mirror = getMirror();
  const stands = $derived(JSON.stringify([...mirror.matters]));
  let seen: string | null = null;
  $effect(() => {
    const was = seen;
    seen = stands;
    if (was !== null && was !== stands) untrack(act);
  });
}
