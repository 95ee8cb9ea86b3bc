/** As the web service describes the settings of a node of scenarios. */
import type { JsonSchema } from '../../blocks/form/schema_form';

export const EXAMPLE_SCHEMA: JsonSchema = {
  type: 'object',
  required: ['keys', 'prompts'],
  properties: {
    prompts: {
      type: 'array',
      title: 'Zapowiedzi',
      description: 'Pytanie: najpierw do czego służy klawisz, potem który.',
      items: { type: 'string' },
      default: ['Q04'],
    },
    seconds: { type: 'number', title: 'Czas na odpowiedź (s)', description: 'Liczony od końca pytania.', default: 6, minimum: 1, maximum: 30 },
    keys: {
      type: 'object',
      title: 'Klawisze',
      description: 'klawisz = wynik, każdy w osobnym wierszu.',
      additionalProperties: { type: 'string' },
      default: { '0': 'konsultant' },
    },
    mode: { title: 'Nagrywanie', enum: ['off', 'opt_in'], 'x-titles': ['wyłączone', 'za zgodą, klawiszem'], default: 'opt_in' },
  },
};
