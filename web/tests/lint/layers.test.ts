import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrong } from '../../lint/layers.js';

const at = (path: string) => resolve(import.meta.dirname, '../../src', path);

describe('imports', () => {
  it.each([
    ['main.ts', './desk/Desk.svelte'],
    ['desk/Desk.svelte', '../ui/Button.svelte'],
    ['desk/Desk.svelte', '../words'],
    ['desk/parts/Strip.svelte', '../../live/mirror.svelte'],
    ['desk/parts/Strip.svelte', '../desk_api'],
    ['desk/Desk.svelte', '../client_card/ClientCard.svelte'],
    ['client_card/ClientCard.svelte', '../ui/Tabs.svelte'],
    ['commands/KeyHelp.svelte', '../ui/Dialog.svelte'],
    ['client_card/HoldDialog.svelte', '../blocks/form/FormDialog.svelte'],
    ['blocks/list/ListPage.svelte', '../../ui/Page.svelte'],
    ['data/names.svelte.ts', '../api/client'],
    ['shell/Calling.svelte', '../desk/desk.svelte'],
    ['conversation/CallBar.svelte', '../commands/CommandButton.svelte'],
    ['ui/Button.svelte', '../words'],
    ['live/mirror.svelte.ts', '../time/clock.svelte'],
    ['live/mirror.svelte.ts', 'svelte'],
    ['phone/sip_phone.ts', 'jssip'],
    ['phone/sip_phone.ts', 'jssip/lib/RTCSession'],
    ['api/client.ts', 'openapi-fetch'],
    ['reports/chart.ts', 'uplot'],
    ['../tests/live/sequence.test.ts', '../../src/live/sequence'],
  ])('%s may import %s', (file, wanted) => {
    expect(wrong(at(file), wanted)).toBeNull();
  });

  it.each([
    ['desk/Desk.svelte', '../caller/Caller.svelte'],
    ['desk/Desk.svelte', '../routes'],
    ['ui/Button.svelte', '../commands/commands.svelte'],
    ['ui/Page.svelte', '../blocks/list/ListPage.svelte'],
    ['data/names.svelte.ts', '../ui/Button.svelte'],
    ['blocks/list/ListPage.svelte', '../../holds/Holds.svelte'],
    ['desk/Desk.svelte', '../shell/Calling.svelte'],
    ['conversation/CallBar.svelte', '../desk/desk.svelte'],
    ['ui/Button.svelte', '../desk/Desk.svelte'],
    ['client_card/ClientCard.svelte', '../desk/desk_api'],
    ['ui/Table.svelte', '../client_card/client_api'],
    ['live/mirror.svelte.ts', '../ui/Button.svelte'],
    ['phone/phone.ts', '../live/mirror.svelte'],
    ['phone/phone.ts', 'svelte/reactivity'],
    ['words/pl.ts', '../api/client'],
    ['time/format.ts', '../words'],
    ['desk/Desk.svelte', 'jssip'],
    ['reports/Chart.svelte', 'uplot'],
    ['phone/phone.ts', 'jssip'],
    ['desk/desk_api.ts', 'openapi-fetch'],
    ['desk/Desk.svelte', '../../tests/phone/fakes'],
  ])('%s may not import %s', (file, wanted) => {
    expect(wrong(at(file), wanted)).not.toBeNull();
  });
});
