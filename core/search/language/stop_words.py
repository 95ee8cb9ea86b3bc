"""Words that say nothing of what is asked. Pure."""

from core.search.language.words import Language, fold

_POLISH = """
a aby ach albo ale ani az bardziej bardzo beda bede bedzie bez bo by byc byl byla bylo byly bym cala caly chce
chcialabym chcialbym chciec ciagle cie ciebie co cokolwiek cos coz czego czegos czemu czy czym dla dlaczego do
dobry dzien dzis dzisiaj gdy gdyby gdyz gdzies go i ich ile im inny ja jak jaka jakas jaki jakie jakis jakos
je jednak jego jej jemu jesli jest jestem jeszcze jezeli jutro juz kiedy kto ktora ktore ktory ktoryms ktos
lub ma maja mam mi miec mna mnie moc moge mogla mogloby moj moja moje moze mozna musi musiec musze na nad
nadal nalezy nam nami nas nasz nawet nia nich nie niech niego niej nim niz no o od on ona one oni ono oraz pan
pani panstwo po pod poniewaz potem potrzebowac powiedziec powinien powinnam prawda prosic prosze przed przez
przy pytanie raz robic sa sam sie skad soba sobie swoj swoja swoje ta tak taka taki takie tam te tego tej ten
teraz tez to tobie trzeba tu ty tylko tym u w wam wami was wczoraj we wiec wiedziec wlasnie wszystko wy z za
zaczac zatem ze zeby zrobic
"""
_ENGLISH = """
a an and any are as at be been but by can could did do does for from has have having how i if in is it its me my
of on or our please shall should so that the their them there they this to us was we what when where which who will
with would you your tell want need
"""
_UKRAINIAN = """
а або але б бо бути в ви від він вона вони воно вже для до є же з за зі його її й і із як яка який які коли
кому ми мені мій моя моє може можна можу мати на не ні ну о об по при про раз це цей ця та так також те то той ти
тут у хто чи чого що щоб я мене потрібно треба
"""
STOP_WORDS: dict[Language, frozenset[str]] = {
    "pl": frozenset(map(fold, _POLISH.split())),
    "en": frozenset(map(fold, _ENGLISH.split())),
    "uk": frozenset(map(fold, _UKRAINIAN.split())),
}
"""Folded forms, and folded lemmas."""
