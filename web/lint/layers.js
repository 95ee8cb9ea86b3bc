/**
 * Imports go down only: main, shell → pages → todo → call_list, client_card, conversation, emergency, help_desk, knowledge,
 * listening_in, market_files, matters, program_keys, saved_searches, scenario, staff, things → blocks → commands, telephone, ui → data, navigation → api, live, phone → words, time.
 * Pages never import each other, the telephone knows nothing of Svelte, and each foreign library has one home.
 */
import { dirname, relative, resolve, sep } from 'node:path';

const LOWEST = {
  words: 0,
  time: 0,
  api: 1,
  live: 1,
  phone: 1,
  data: 2,
  navigation: 2,
  commands: 3,
  telephone: 3,
  ui: 3,
  styles: 3,
  blocks: 4,
  call_list: 5,
  client_card: 5,
  conversation: 5,
  help_desk: 5,
  emergency: 5,
  knowledge: 5,
  listening_in: 5,
  market_files: 5,
  matters: 5,
  program_keys: 5,
  saved_searches: 5,
  scenario: 5,
  staff: 5,
  things: 5,
  todo: 6,
};
const PAGE = 7;
const MAIN = 8;
const BESIDE = new Set(['commands>ui', 'live>api']); // of the same layer, and still one way only
const HOMES = {
  jssip: /^phone\/sip_\w+\.ts$/,
  '@xyflow': /^scenario\/canvas\//,
  '@dagrejs': /^scenario\/layout\.ts$/,
  'openapi-fetch': /^api\/client\.ts$/,
  uplot: /^pages\/reports\/chart\.ts$/,
};

const source = resolve(import.meta.dirname, '../src');

/** The folder of a file in src, `pages/<page>` of a page's; '' for those at its top; null for what is not in it. */
function folderOf(file) {
  const path = relative(source, file);
  if (path.startsWith('..')) return null;
  const parts = path.split(sep);
  if (parts[0] === 'pages') return parts.slice(0, 2).join('/');
  return parts.length > 1 || parts[0] in LOWEST ? parts[0] : '';
}

function layerOf(folder) {
  return folder === '' || folder === 'shell' ? MAIN : (LOWEST[folder] ?? PAGE);
}

/** What is wrong with an import; null if nothing. `file` is absolute. */
export function wrong(file, wanted) {
  const from = folderOf(file);
  if (from === null) return null;
  if (!wanted.startsWith('.')) {
    if (from === 'phone' && /^(svelte|@lucide)(\/|$)/.test(wanted)) return 'The telephone knows nothing of Svelte.';
    const home = HOMES[wanted.split('/')[0]];
    const here = relative(source, file).split(sep).join('/');
    return home && !home.test(here) ? `Only ${String(home)} may import ${wanted}.` : null;
  }
  const to = folderOf(resolve(dirname(file), wanted));
  if (to === null) return 'The application imports nothing from outside of src.';
  if (to === from || (layerOf(from) === MAIN && layerOf(to) === MAIN) || layerOf(from) > layerOf(to) || BESIDE.has(`${from}>${to}`)) return null;
  if (layerOf(from) === PAGE && layerOf(to) === PAGE) return `Pages never import each other: ${from} → ${to}.`;
}

export const layers = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const look = (node, text) => {
      if (typeof text?.value !== 'string') return;
      const message = wrong(context.filename, text.value);
      if (message !== null) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => look(node, node.source),
      ExportNamedDeclaration: (node) => look(node, node.source),
      ExportAllDeclaration: (node) => look(node, node.source),
      ImportExpression: (node) => look(node, node.source),
    };
  },
};
