// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { press, show } from '../support/mounted';
import OneDialog from './OneDialog.svelte';

const dialog = () => document.querySelector('dialog') as HTMLDialogElement;
const parentOfBar = () => document.getElementById('bar')?.parentElement;

it('holds what has to be used all the same while it is open, and gives it back', async () => {
  await show(OneDialog, { onclose: () => undefined });
  expect(parentOfBar()?.id).toBe('home');
  await press('Przełącz');
  expect([dialog().open, parentOfBar() === dialog()]).toEqual([true, true]);
  await press('Przełącz');
  expect([dialog().open, parentOfBar()?.id]).toEqual([false, 'home']);
});

it('is closed by a click beside it, and not by one that began in it', async () => {
  const onclose = vi.fn();
  await show(OneDialog, { onclose });
  await press('Przełącz');
  const inside = document.getElementById('inside') as HTMLElement;
  inside.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  dialog().dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(onclose).not.toHaveBeenCalled();
  dialog().dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  dialog().dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(onclose).toHaveBeenCalledTimes(1);
});
