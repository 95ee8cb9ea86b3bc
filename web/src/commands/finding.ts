/** Commands by what was typed. Pure. */
import type { Command } from './commands.svelte';

/** Polish letters are found without their marks, too. */
function folded(text: string): string {
  return text.toLocaleLowerCase('pl').replaceAll('ł', 'l').normalize('NFD').replace(/\p{M}/gu, '');
}

/** Those in whose words, heading or key each typed word begins a word; all of them for nothing. */
export function found(commands: readonly Command[], typed: string): Command[] {
  const wanted = folded(typed).split(/\s+/).filter(Boolean);
  return commands.filter((command) => {
    const words = folded([command.says(), command.helps?.(), command.group?.()].join(' ')).split(/[^\p{L}\p{N}]+/u);
    return wanted.every((each) => words.some((word) => word.startsWith(each)));
  });
}
