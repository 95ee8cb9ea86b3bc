import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { wrong } from '../../lint/layers.js';

const at = (path: string) => resolve(import.meta.dirname, '../../src', path);

describe('imports', () => {
  it.each([
    ['main.ts', './pages/desk/Desk.svelte'],
    ['pages/desk/Desk.svelte', '../../ui/Button.svelte'],
    ['pages/desk/Desk.svelte', '../../words'],
    ['pages/desk/parts/Strip.svelte', '../../../live/mirror.svelte'],
    ['pages/desk/parts/Strip.svelte', '../desk_api'],
    ['pages/desk/Desk.svelte', '../../client_card/ClientCard.svelte'],
    ['client_card/ClientCard.svelte', '../ui/Tabs.svelte'],
    ['commands/KeyHelp.svelte', '../ui/Dialog.svelte'],
    ['client_card/HoldDialog.svelte', '../blocks/form/FormDialog.svelte'],
    ['blocks/list/ListPage.svelte', '../../ui/Page.svelte'],
    ['data/names.svelte.ts', '../api/client'],
    ['shell/Calling.svelte', '../pages/desk/desk.svelte'],
    ['conversation/CallBar.svelte', '../commands/CommandButton.svelte'],
    ['ui/Button.svelte', '../words'],
    ['live/mirror.svelte.ts', '../time/clock.svelte'],
    ['live/mirror.svelte.ts', 'svelte'],
    ['phone/sip_phone.ts', 'jssip'],
    ['phone/sip_phone.ts', 'jssip/lib/RTCSession'],
    ['api/client.ts', 'openapi-fetch'],
    ['pages/reports/chart.ts', 'uplot'],
    ['../tests/live/sequence.test.ts', '../../src/live/sequence'],
  ])('%s may import %s', (file, wanted) => {
    expect(wrong(at(file), wanted)).toBeNull();
  });

  it.each([
    ['pages/desk/Desk.svelte', '../caller/Caller.svelte'],
    ['pages/desk/Desk.svelte', '../../routes'],
    ['ui/Button.svelte', '../commands/commands.svelte'],
    ['ui/Page.svelte', '../blocks/list/ListPage.svelte'],
    ['data/names.svelte.ts', '../ui/Button.svelte'],
    ['blocks/list/ListPage.svelte', '../../pages/holds/Holds.svelte'],
    ['pages/desk/Desk.svelte', '../../shell/Calling.svelte'],
    ['conversation/CallBar.svelte', '../pages/desk/desk.svelte'],
    ['ui/Button.svelte', '../pages/desk/Desk.svelte'],
    ['client_card/ClientCard.svelte', '../pages/desk/desk_api'],
    ['ui/Table.svelte', '../client_card/client_api'],
    ['live/mirror.svelte.ts', '../ui/Button.svelte'],
    ['phone/phone.ts', '../live/mirror.svelte'],
    ['phone/phone.ts', 'svelte/reactivity'],
    ['words/pl.ts', '../api/client'],
    ['time/format.ts', '../words'],
    ['pages/desk/Desk.svelte', 'jssip'],
    ['pages/reports/Chart.svelte', 'uplot'],
    ['phone/phone.ts', 'jssip'],
    ['pages/desk/desk_api.ts', 'openapi-fetch'],
    ['pages/desk/Desk.svelte', '../../../tests/phone/fakes'],
  ])('%s may not import %s', (file, wanted) => {
    expect(wrong(at(file), wanted)).not.toBeNull();
  });
});
