/** What was copied of a scenario: in the clipboard of the machine, so that it can be pasted into another scenario and another window. */
import { readClip, type Clip } from './graph';

let kept: Clip | null = null;

/** Never raises: a browser that keeps its clipboard from pages still pastes within this one. */
export async function keepClip(clip: Clip): Promise<void> {
  kept = clip;
  try {
    await navigator.clipboard.writeText(JSON.stringify(clip));
  } catch {
    // it is kept here
  }
}

/** null: nothing of a scenario was copied. */
export async function keptClip(): Promise<Clip | null> {
  try {
    return readClip(await navigator.clipboard.readText()) ?? kept;
  } catch {
    return kept;
  }
}
