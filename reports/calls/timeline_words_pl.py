"""The words of a call's timeline, by the values of its facts. Texts only. Pure."""

from core.facts.kinds.callbacks import CallbackOutcome
from core.facts.kinds.calls import CallStage, EndReason
from core.facts.kinds.colleagues import ColleagueEnd, ColleagueMode
from core.facts.kinds.conversations import Party, RequeueReason
from core.facts.kinds.offers import OfferOutcome
from core.facts.kinds.ringing_out import DIAL_REASONS_PL, DialOutcome
from core.facts.kinds.transfers import TransferOutcome
from core.facts.kinds.waiting import QueueLeftReason
from core.questions.client_data import CLIENT_TOPICS_PL

FORGOTTEN = "dane usunięto"
"""Of a step whose fact has lost what it said of a person."""

NODES = {
    "knowledge": "Informacja z bazy wiedzy",
    "goodbye": "Pożegnanie",
    "emergency": "Ważny komunikat",
    "announcement": "Zapowiedź",
    "menu": "Menu",
    "survey": "Ocena obsługi",
    "collect_digits": "Wpisanie cyfr",
    "choose_value": "Wybór wartości",
    "verification": "Numer i PIN",
    "one_time_code": "Numer i kod z SMS-a",
    "language": "Wybór języka",
    "recording_consent": "Zgoda na nagranie",
    "opening_hours": "Godziny pracy",
    "calendar": "Kalendarz",
    "gmina": "Urząd według gminy",
    "postal_code": "Urząd według kodu pocztowego",
    "set_office": "Ustaw urząd",
    "office_menu": "Wybór urzędu z listy",
    "queue": "Kolejka",
    "transfer": "Przełączenie na numer",
    "overflow_preference": "Tylko własny urząd?",
    "set_topic": "Ustaw temat",
    "callback_order": "Zamówienie oddzwonienia",
    "voice_message": "Wiadomość głosowa",
    "sms_order": "Zamówienie SMS-a",
    "next_visit": "Najbliższa wizyta",
    "offers": "Oferty pracy",
    "contact_confirmation": "Potwierdzenie kontaktu",
    "message_consent": "Zgoda na wiadomości",
    "registration_status": "Stan rejestracji",
    "trainings": "Szkolenia",
    "open_offers": "Oferty pracy w okolicy",
    "open_trainings": "Szkolenia w okolicy",
    "contact_request": "Prośba o kontakt",
    "benefit": "Wypłata świadczenia",
    "end": "Koniec podscenariusza",
    "subscenario": "Podscenariusz",
    "split": "Podział rozmów (A/B)",
    "set_variable": "Ustaw zmienną",
    "web_service": "Usługa zewnętrzna",
    "condition": "Warunek",
}
"""The steps of a scenario, by kind, as its editor calls them."""
NODE = "inny"
CONTACT_ABOUT = {"offer": "oferty pracy", "training": "szkolenia"}
KEYS = {
    "nothing": "Nic nie nacisnęła",
    "too_few": "Podała za mało cyfr",
    "too_many": "Podała za dużo cyfr",
    "wrong_length": "Podała złą liczbę cyfr",
    "wrong_check_digit": "Podała numer z błędną cyfrą kontrolną",
    "entered": "Podała cyfry",
}
NOBODY_ANY_MORE = "(konto usunięte)"
"""Instead of the name of an account that is gone."""

VERIFICATION = {
    "verified": "Numer i PIN się zgadzają",
    "wrong": "Numer lub PIN się nie zgadza",
    "locked": "Weryfikacja jest zablokowana",
    "unavailable": "Nie można było sprawdzić numeru i PIN-u",
}
HOURS = {"open": "czynne", "evening": "wspólny dyżur", "closed": "nieczynne", "holiday": "dzień wolny"}
CHOSEN_BY = {
    "client_record": "z danych klienta",
    "postal_code": "z kodu pocztowego",
    "gmina": "po nazwie gminy",
    "menu": "wybrany z menu",
    "default": "domyślnie",
}
FALLBACK_PATH = {
    "fast_agi": "skrócony scenariusz, bez nagrywania",
    "script": "skrypt zastępczy, bez weryfikacji i nagrywania",
    "dialplan": "sama centrala, bez weryfikacji i nagrywania",
}
WATCHDOG = {
    "to_emergency": "Nadzór: aplikacja nie odpowiadała od {}, połączenie przeszło w tryb awaryjny",
    "to_goodbye": "Nadzór: aplikacja nie odpowiadała od {}, po przerwanej rozmowie pożegnano osobę dzwoniącą",
    "to_application": "Nadzór: aplikacja znów działa, połączenie wraca do zwykłej kolejki",
}
LEFT: dict[QueueLeftReason, str] = {
    "connected": "połączona z konsultantem",
    "abandoned": "rozłączyła się",
    "callback": "centrum oddzwoni",
    "nobody_there": "nikt nie może odebrać",
    "too_long": "minęło najdłuższe oczekiwanie",
    "full": "kolejka jest pełna",
    "emergency": "aplikacja nie odpowiada, połączenie przechodzi w tryb awaryjny",
    "interrupted": "połączenie przerwała awaria centrali",
    "failed": "błąd systemu",
}
OFFER: dict[OfferOutcome, str] = {
    "accepted": "Konsultant {} odebrał",
    "no_answer": "Konsultant {} nie odebrał",
    "declined": "Konsultant {} odrzucił połączenie",
    "busy": "Telefon konsultanta {} był zajęty",
    "unreachable": "Telefon konsultanta {} był niedostępny",
    "caller_gone": "Osoba dzwoniąca rozłączyła się, zanim konsultant {} odebrał",
    "withdrawn": "Cofnięto ofertę dla konsultanta {}, osoba dzwoniąca woli swój urząd",
    "interrupted": "Telefon konsultanta {} przestał dzwonić z powodu awarii",
    "failed": "Do konsultanta {} nie udało się zadzwonić",
}
HELD = {
    True: "Konsultant {} zawiesił rozmowę, osoba dzwoniąca słyszy muzykę",
    False: "Konsultant {} wznowił rozmowę",
}
PAGE_LOST = "Strona stanowiska konsultanta {} przestała działać, osoba dzwoniąca słyszy muzykę"
PAGE_BACK = "Konsultant {} wrócił na stanowisko, rozmowa trwa dalej"
REQUEUED: dict[RequeueReason, str] = {
    "page": "Konsultant {} nie wrócił na stanowisko, połączenie wraca do kolejki na dawne miejsce",
    "colleague": "Nikt nie przejął rozmowy od konsultanta {}, połączenie wraca do kolejki na dawne miejsce",
}
TRANSFERRED = "Konsultant {} przekazał rozmowę do kolejki: {}"
COLLEAGUE = "konsultant {}"
OUTSIDE = "numer zewnętrzny „{}”"
COLLEAGUE_CALLED = "Konsultant {} dzwoni, żeby zapytać: {}"
PROMISED = "Konsultant {} przekazuje rozmowę: {}"
COLLEAGUE_CAME: dict[ColleagueMode, str] = {
    "apart": "Odbiera {}, osoba dzwoniąca słyszy muzykę",
    "together": "Odbiera {}, rozmawiają we troje",
    "aside": "Odbiera {}, słucha i podpowiada konsultantowi",
}
COLLEAGUE_MOVED: dict[ColleagueMode, str] = {
    "apart": "Osoba dzwoniąca słyszy muzykę, z konsultantem rozmawia tylko {}",
    "together": "Rozmawiają we troje, trzecia osoba: {}",
    "aside": "Konsultant rozmawia z osobą dzwoniącą, słucha i podpowiada {}",
}
COLLEAGUE_ENDED: dict[ColleagueEnd, str] = {
    "has_call": "Rozmowę przejmuje {}",
    "back": "Nie jest już potrzebny: {}",
    "left": "Rozłącza się {}",
    "no_answer": "Nie odebrał: {}",
    "declined": "Odmówił: {}",
    "busy": "Telefon zajęty: {}",
    "unreachable": "Telefon niedostępny: {}",
    "withdrawn": "Przestano dzwonić: {}",
    "over": "Razem z połączeniem kończy {}",
    "failed": "Nie udało się połączyć: {}",
    "interrupted": "Program był nieobecny, w rozmowie nie bierze już udziału {}",
}
TALKED_APART = ", we dwoje {}"
TALKED_TOGETHER = ", we troje {}"
HEARD_ASIDE = ", z podpowiadaniem {}"
DIAL_REASONS = DIAL_REASONS_PL
DIAL_ENDED: dict[DialOutcome, str] = {
    "reached": "Klient odebrał po {}",
    "no_answer": "Klient nie odebrał ({})",
    "busy": "Numer klienta był zajęty",
    "declined": "Połączenie odrzucono po {}",
    "unreachable": "Numer klienta był niedostępny",
    "given_up": "Konsultant przestał dzwonić po {}",
    "not_taken": "Konsultant nie odebrał własnego telefonu, do klienta nie zadzwoniono",
    "failed": "Do klienta nie udało się zadzwonić",
    "interrupted": "Program przestał działać, telefon klienta już nie dzwoni",
}
STAGE: dict[CallStage, str] = {
    "scenario": "automat powtarza ostatni krok",
    "waiting": "oczekiwanie trwa, miejsce w kolejce zostaje",
    "connecting": "konsultant odebrał, trwa łączenie",
    "talking": "rozmowa trwa",
}
LANGUAGES = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}
CLIENT_TOPICS = CLIENT_TOPICS_PL
TOLD = {
    "told": "podano",
    "none": "nie ma czego podać",
    "skipped": "pominięte klawiszem, nie podano",
    "unavailable": "dane niedostępne",
    "not_verified": "odmówiono, tożsamość nie jest potwierdzona",
    "confirmed": "potwierdzono",
    "declined": "nie potwierdzono",
    "not_due": "jeszcze nie jest wymagane",
    "already": "było już zapisane",
}
TRIED = {
    "talked": "doszło do rozmowy",
    "no_answer": "nikt nie odebrał",
    "not_confirmed": "odebrano, ale nie potwierdzono chęci rozmowy",
    "agent_missed": "konsultant nie podjął rozmowy",
    "failed": "nie udało się zadzwonić",
}
CALLBACK_ENDED: dict[CallbackOutcome, str] = {
    "talked": "zrealizowane",
    "given_up": "nie udało się mimo prób",
    "withdrawn": "wycofane",
    "replaced": "zastąpione nowszym połączeniem albo zamówieniem z tego samego numeru",
}
ENDED_BY: dict[Party, str] = {
    "caller": "rozłączyła się osoba dzwoniąca",
    "agent": "rozłączył się konsultant",
    "system": "rozłączył system",
}
SERVICE = {
    "done": "odpowiedziała",
    "failed": "nie odpowiedziała poprawnie",
    "timeout": "nie odpowiedziała na czas",
}
DISCARDED = {
    "caller": "na życzenie osoby dzwoniącej",
    "too_short": "była zbyt krótka",
    "failed": "nie udało się jej nagrać",
    "interrupted": "program przestał działać w czasie nagrywania",
}
MESSAGE_ACCESSED = {
    "read": "Obejrzano dane wiadomości",
    "played": "Odtworzono wiadomość",
    "listened": "Oznaczono wiadomość jako odsłuchaną",
    "done": "Oznaczono wiadomość jako załatwioną",
    "new": "Oznaczono wiadomość jako nową",
}
TRANSFER: dict[TransferOutcome, str] = {
    "connected": "rozmowa trwała {}",
    "no_answer": "nikt nie odebrał",
    "busy": "numer był zajęty",
    "not_allowed": "tego przełączenia nie ma na liście dozwolonych",
    "abandoned": "osoba dzwoniąca rozłączyła się w czasie dzwonienia",
}
END: dict[EndReason, str] = {
    "caller_hung_up": "osoba dzwoniąca się rozłączyła",
    "completed": "scenariusz doszedł do końca",
    "unknown_number": "nikt nie obsługuje wybranego numeru",
    "time_limit": "minął najdłuższy czas bez rozmowy i kolejki",
    "too_many_calls": "z tego numeru trwało już tyle połączeń, ile może trwać naraz",
    "shed": "dzwoniło więcej osób, niż system mógł obsłużyć",
    "not_reached": "do rozmowy z klientem nie doszło",
    "failed": "błąd systemu",
    "interrupted": "przerwane przez awarię centrali",
}

RECORDING_PAUSES = {
    "asked": "wstrzymał konsultant",
    "secret": "podawano tajne dane",
    "hold": "rozmowa zawieszona",
}
"""Why there is silence in a recording."""

WITHDRAWN = {"page": "konsultant, na stanowisku", "telephone": "konsultant, kodem telefonu", "office": "urząd"}
"""How a consent was withdrawn."""
