"""Words that say nothing of what is asked. Pure."""

from knowledge.search.words import Language, fold

_POLISH = """
a aby ach albo ale ani az bardzo bez beda bede bedzie bo by byc byl byla chcialbym ciebie cie cos ktos czegos cokolwiek cala caly wczoraj dzisiaj dzis jutro teraz nadal
wlasnie zaczac tylko nawet ciagle dlaczego czemu prawda jednak wiec potem gdyz poniewaz mnie nia nim nich niego niej
jemu tobie was wam wami nami coz ani gdyby raz cos jakos gdzies ktoryms sobie bardziej potrzebowac mogloby
byla bylo byly bym chce chcialbym chcialabym
chciec co czy czym czego dla do dzien dobry prosze gdy go ich ile i im inny ja jak jaka jaki jakie jakas
jakis je
jego jej jest jestem
jesli jezeli jeszcze juz kiedy kto ktora ktore ktory lub ma maja mam mi miec mna moc moge mogla
moze mozna moj moja moje musi musze musiec na nad nam nas nasz nie niech nim niz no o od on ona
one oni ono oraz pan
pani panstwo po pod prosic przed przez przy sa sam sie skad soba swoj ta tak taka taki
takie tam te tego tej ten ten
tez to trzeba tu ty tylko tym u w we wiec wiedziec
wszystko wy z za zatem ze zeby zrobic robic powiedziec pytanie
swoje swoja sobie nalezy powinien powinnam
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
