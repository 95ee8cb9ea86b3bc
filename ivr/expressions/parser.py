"""Reads an expression word by word into a tree, by recursive descent. Pure.

What every part gives is known while it is read, so that what makes no sense is refused here and not met in a call.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ivr.expressions.tokens import KEYWORDS, VARIABLE, ExpressionRefused, Word, words
from ivr.expressions.tree import (
    FUNCTIONS,
    LONGEST_TEXT,
    Comparison,
    Every,
    Fixed,
    FunctionCall,
    Membership,
    Name,
    Not,
    Product,
    Some,
    Sum,
    Tree,
    Type,
)

DEEPEST = 20  # brackets, `not` and signs within each other
MOST_CHOICES = 50  # in one list

FACTS: dict[str, tuple[Type, str]] = {
    "jezyk": ("text", "język rozmowy: pl, en albo uk"),
    "urzad": ("text", "kod wybranego urzędu"),
    "temat": ("text", "temat rozmowy: unemployed, seeker, employer, other"),
    "zweryfikowany": ("bool", "czy potwierdzono tożsamość"),
    "poziom": ("number", "poziom weryfikacji, od 0 do 3"),
    "nagrywanie": ("bool", "czy jest zgoda na nagranie"),
    "numer_wybrany": ("text", "numer, na który ktoś zadzwonił"),
    "teraz": ("moment", "ta chwila, do użycia w funkcjach, na przykład hour(teraz)"),
}
"""What an expression may read besides variables: its type and what it is. Nobody can set these."""

_TYPES_PL: dict[Type, str] = {
    "text": "tekst",
    "number": "liczba",
    "bool": "prawda albo fałsz",
    "moment": "chwila",
    "any": "wartość",
}


_Typed = tuple[Tree, Type]


class Reader:
    """Recursive descent; `DEEPEST` bounds the recursion, lists of parts are read in loops."""

    def __init__(self, text: str) -> None:
        self.variables: set[str] = set()
        self._words = list(words(text))
        self._place = 0
        self._depth = 0

    @property
    def _word(self) -> Word:
        return self._words[self._place]

    def _take(self) -> Word:
        word = self._word
        self._place += 1
        return word

    def _next_is(self, *texts: str) -> bool:
        return self._word.kind in ("sign", "name") and self._word.text in texts

    def _take_if(self, text: str) -> bool:
        if self._next_is(text):
            self._place += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take_if(sign):
            raise self._refused(f"tu powinien stać znak „{sign}”")

    def _refused(self, what: str, word: Word | None = None) -> ExpressionRefused:
        return ExpressionRefused((word or self._word).at, what)

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._refused(f"zbyt wiele poziomów zagnieżdżenia (najwięcej: {DEEPEST})")
        yield
        self._depth -= 1

    def whole(self) -> _Typed:
        found = self._some()
        if self._word.kind != "end":
            raise self._refused("nie wiadomo, jak to się łączy z tym, co stoi wcześniej")
        return found

    def _some(self) -> _Typed:
        return self._joined("or", Some, self._every)

    def _every(self) -> _Typed:
        return self._joined("and", Every, self._negated)

    def _joined(self, keyword: str, make: type[Some] | type[Every], read: Callable[[], _Typed]) -> _Typed:
        word = self._word
        first, gives = read()
        if not self._next_is(keyword):
            return first, gives
        self._must_be("bool", gives, word)
        parts = [first]
        while self._take_if(keyword):
            word = self._word
            part, gives = read()
            self._must_be("bool", gives, word)
            parts.append(part)
        return make(tuple(parts)), "bool"

    def _negated(self) -> _Typed:
        if not self._take_if("not"):
            return self._compared()
        with self._deeper():
            word = self._word
            part, gives = self._negated()
            self._must_be("bool", gives, word)
            return Not(part), "bool"

    def _compared(self) -> _Typed:
        left, gives = self._sum()
        word = self._word
        if self._next_is("not", "in"):
            return self._membership(left, gives)
        if not self._next_is("==", "!=", "<", "<=", ">", ">="):
            return left, gives
        sign = self._take().text
        right, other = self._sum()
        self._must_compare(gives, other, word, is_order=sign not in ("==", "!="))
        if self._next_is("==", "!=", "<", "<=", ">", ">="):
            raise self._refused("porównań nie można łączyć w łańcuch; proszę użyć and")
        return Comparison(left, sign, right), "bool"

    def _membership(self, item: Tree, gives: Type) -> _Typed:
        is_negated = self._take_if("not")
        if not self._take_if("in"):
            raise self._refused("po not w tym miejscu może stać tylko in")
        self._expect("[")
        choices = []
        while True:
            word = self._word
            choice, other = self._sum()
            self._must_compare(gives, other, word, is_order=False)
            choices.append(choice)
            if len(choices) > MOST_CHOICES:
                raise self._refused(f"lista jest za długa (najwięcej pozycji: {MOST_CHOICES})")
            if not self._take_if(","):
                break
        self._expect("]")
        return Membership(item, tuple(choices), is_negated), "bool"

    def _sum(self) -> _Typed:
        word = self._word
        first, gives = self._product()
        rest = []
        while self._next_is("+", "-"):
            self._must_be("number", gives, word)
            sign = 1 if self._take().text == "+" else -1
            word = self._word
            part, gives = self._product()
            self._must_be("number", gives, word)
            rest.append((sign, part))
        return (Sum(first, tuple(rest)), "number") if rest else (first, gives)

    def _product(self) -> _Typed:
        word = self._word
        first, gives = self._signed()
        factors = [first]
        while self._next_is("*"):
            self._must_be("number", gives, word)
            self._take()
            word = self._word
            factor, gives = self._signed()
            self._must_be("number", gives, word)
            factors.append(factor)
        return (Product(tuple(factors)), "number") if len(factors) > 1 else (first, gives)

    def _signed(self) -> _Typed:
        if not self._take_if("-"):
            return self._single()
        with self._deeper():
            word = self._word
            part, gives = self._signed()
            self._must_be("number", gives, word)
            return Product((Fixed(-1), part)), "number"

    def _single(self) -> _Typed:
        word = self._take()
        match word.kind:
            case "number" if len(word.text) > 12:
                raise self._refused("liczba jest za duża (najwięcej cyfr: 12)", word)
            case "number":
                return Fixed(int(word.text)), "number"
            case "text":
                return self._text(word)
            case "name":
                return self._named(word)
            case "sign" if word.text == "(":
                with self._deeper():
                    found = self._some()
                    self._expect(")")
                    return found
            case "end":
                raise self._refused("wyrażenie jest puste albo urwane", word)
        raise self._refused(f"nieoczekiwany znak „{word.text}”", word)

    def _text(self, word: Word) -> _Typed:
        text = word.text[1:-1]
        if len(text) > LONGEST_TEXT:
            raise self._refused(f"tekst jest za długi (najwięcej znaków: {LONGEST_TEXT})", word)
        if not text.isprintable():
            raise self._refused("tekst zawiera niewidoczne znaki", word)
        return Fixed(text), "text"

    def _named(self, word: Word) -> _Typed:
        name = word.text
        if name in ("true", "false"):
            return Fixed(name == "true"), "bool"
        if name in KEYWORDS:
            raise self._refused(f"słowo „{name}” stoi w złym miejscu", word)
        if self._next_is("("):
            return self._call(word)
        if name in FACTS:
            return Name(name), FACTS[name][0]
        if name in FUNCTIONS:
            raise self._refused(f"po nazwie funkcji „{name}” powinien stać nawias", word)
        if not VARIABLE.fullmatch(name):
            raise self._refused("nazwa zmiennej to małe litery a-z, cyfry i _, najwyżej 40 znaków", word)
        self.variables.add(name)
        return Name(name), "any"

    def _call(self, word: Word) -> _Typed:
        function = FUNCTIONS.get(word.text)
        if function is None:
            raise self._refused(f"nie ma funkcji „{word.text}”", word)
        self._expect("(")
        arguments = []
        with self._deeper():
            for number, wanted in enumerate(function.takes):
                if number:
                    self._expect(",")
                at = self._word
                argument, gives = self._some()
                self._must_be(wanted, gives, at)
                arguments.append(argument)
            self._expect(")")
        return FunctionCall(function, tuple(arguments)), function.gives

    def _must_be(self, wanted: Type, gives: Type, word: Word) -> None:
        # A variable holds text, which may spell a number or a yes or no, but never a moment.
        if gives != wanted and not (gives == "any" and wanted != "moment"):
            raise self._refused(f"tu potrzebna jest {_needed(wanted)}, a stoi {_TYPES_PL[gives]}", word)

    def _must_compare(self, left: Type, right: Type, word: Word, *, is_order: bool) -> None:
        types = {left, right} - {"any"}
        if "moment" in types:
            raise self._refused("chwil nie można porównać; proszę użyć funkcji, na przykład date(teraz)", word)
        if len(types) > 1:
            raise self._refused(f"nie można porównać: {_TYPES_PL[left]} i {_TYPES_PL[right]}", word)
        if is_order and "bool" in types:
            raise self._refused("prawdy i fałszu nie można porównać jako większe lub mniejsze", word)


def _needed(wanted: Type) -> str:
    return {"number": "liczba", "text": "wartość tekstowa", "bool": "prawda albo fałsz", "moment": "chwila"}.get(
        wanted, "wartość"
    )
