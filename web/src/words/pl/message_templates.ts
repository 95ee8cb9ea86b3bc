/** Templates of answers and messages. */
import { plural } from '../plural';

export const messageTemplates = {
  title: 'Wzory wiadomości',
  intro:
    'Wzory odpowiedzi, które wybiera konsultant, i treści wiadomości, które system wysyła sam. Wzór urzędu ma pierwszeństwo przed wzorem województwa. Obowiązuje, gdy opublikuje go druga osoba.',
  act: 'Nowy wzór',
  none: {
    what: 'Tu są własne wzory odpowiedzi i wiadomości.',
    why: 'Nikt nie opublikował własnego wzoru, więc wychodzą treści z instalacji.',
    step: 'Wzór pisze się po naciśnięciu „Nowy wzór”; publikuje go druga osoba.',
  },
  which: 'Wzór',
  newOf: { email: 'nowa odpowiedź e-mailem', sms: 'nowa odpowiedź SMS-em' },
  name: 'Nazwa',
  nameHelp: 'Po niej wybiera się wzór, na przykład: „Staż: warunki”.',
  channel: 'Kanał',
  channels: { email: 'e-mail', sms: 'SMS' },
  subject: 'Temat',
  source: 'Treść',
  sourceHelp: (values: readonly string[], isAnswer: boolean) =>
    `Wartości: ${values.map((one) => `{{ ${one} }}`).join(', ') || 'brak'}.${isAnswer ? ' Zdanie z bazy wiedzy: {{ artykul("nazwa-artykulu") }}.' : ''}`,
  letters: 'Litery',
  lettersHelp: 'Bez polskich liter SMS mieści ponad dwa razy więcej.',
  lettersOf: { plain: 'bez polskich liter', polish: 'z polskimi literami' },
  confirm: 'Wyślij do sprawdzenia',
  done: 'Wzór czeka na drugą osobę; obowiązuje, gdy go opublikuje.',
  failed: 'Nie udało się wysłać wzoru do sprawdzenia.',
  shipped: 'Gdy nie ma własnego wzoru',
  preview: {
    title: 'Tak wyjdzie',
    subject: 'Temat:',
    html: 'W formacie HTML',
    failed: 'Nie udało się pokazać podglądu.',
    parts: (parts: number, signs: number, isUnicode: boolean) =>
      `${plural('pl', signs, { one: 'znak', few: 'znaki', many: 'znaków' })}, cena: ${plural('pl', parts, { one: 'SMS', few: 'SMS-y', many: 'SMS-ów' })}${isUnicode ? ' (z polskimi literami)' : ''}`,
  },
};
