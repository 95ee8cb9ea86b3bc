/** Orders to be rung back. */
export const callbacks = {
  title: 'Oddzwonienia',
  intro: 'Do osób, do których centrum nie dodzwoniło się samo, można zadzwonić stąd. Najpierw odezwie się Pani/Pana telefon. Kto dzwonił, zostanie zapisane.',
  states: {
    given_up: 'nie dodzwoniono się',
    waiting: 'centrum zadzwoni samo',
    talked: 'rozmawiano',
    withdrawn: 'wycofane',
    replaced: 'zastąpione nowszym zgłoszeniem',
    every: 'wszystkie',
  },
  none: {
    what: 'Tu są osoby, które poprosiły o oddzwonienie.',
    why: 'Nikt nie czeka teraz na oddzwonienie w tym stanie.',
    step: 'Prosimy wybrać inny stan. Nowe zamówienia pojawią się same.',
  },
  afterFault: 'po awarii',
  columns: { at: 'Zamówiono', topic: 'Sprawa', office: 'Urząd', state: 'Stan', last: 'Ostatnia próba', ring: 'Telefon' },
  outcomes: {
    talked: 'rozmawiano',
    no_answer: 'nikt nie odebrał',
    not_confirmed: 'nie potwierdzono odbioru',
    agent_missed: 'konsultant nie odebrał',
    failed: 'nie udało się połączyć',
    busy: 'zajęte',
    declined: 'odrzucono',
    unreachable: 'abonent niedostępny',
  },
  ring: 'Zadzwoń',
  ringThat: (moment: string) => `Zadzwoń: zamówienie z ${moment}`,
  rings: 'Dzwoni Pani/Pana telefon.',
  failed: 'Nie udało się zadzwonić.',
};
