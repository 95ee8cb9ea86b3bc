import type { messageTemplates as pl } from '../pl/message_templates';

export const messageTemplates: typeof pl = {
  title: 'Templates of messages',
  intro:
    'Templates of answers, which consultants pick, and the words of messages that go by themselves. An office’s template goes before the province’s. It holds once a second person has published it.',
  act: 'New template',
  none: {
    what: 'Here are the centre’s own templates of answers and messages.',
    why: 'Nobody has published one, so the words of the installation go.',
    step: 'One is written by “New template”; a second person publishes it.',
  },
  which: 'Template',
  newOf: { email: 'new answer by e-mail', sms: 'new answer by text message' },
  name: 'Name',
  nameHelp: 'By which it is picked, for example: “Staż: warunki”.',
  channel: 'Channel',
  channels: { email: 'e-mail', sms: 'text message' },
  subject: 'Subject',
  source: 'Text',
  sourceHelp: (values, isAnswer) =>
    `Values: ${values.map((one) => `{{ ${one} }}`).join(', ') || 'none'}.${isAnswer ? ' A sentence of the knowledge base: {{ artykul("id-of-the-article") }}.' : ''}`,
  letters: 'Letters',
  lettersHelp: 'Without Polish letters more than twice as much fits in a text message.',
  lettersOf: { plain: 'without Polish letters', polish: 'with Polish letters' },
  confirm: 'Send for review',
  done: 'The template waits for a second person, and holds once published.',
  failed: 'The template could not be sent for review.',
  shipped: 'Where there is no own template',
  preview: {
    title: 'As it leaves',
    subject: 'Subject:',
    html: 'As HTML',
    failed: 'The preview could not be shown.',
    parts: (parts, signs, isUnicode) =>
      `${signs} ${signs === 1 ? 'sign' : 'signs'}, price: ${parts} ${parts === 1 ? 'text message' : 'text messages'}${isUnicode ? ' (with Polish letters)' : ''}`,
  },
};
