"""A template becomes words: names of values, sentences of the knowledge base, conditions, nothing else. Pure.

It is Jinja2 in its sandbox, of which only a closed part is left: no loops, no arithmetic, no filters, no calls but
`artykul("…")`. So whatever an editor types is done in no time, and can reach nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from core.errors import S724Error

ARTICLE: Final = "artykul"
"""`{{ artykul("zasilek-wysokosc") }}`: the short answer of that article, as it holds on the day."""

MOST_SIGNS: Final = 5000
DEEPEST: Final = 10
"""Conditions within conditions, and what is joined in one by „and” and „or”."""


class TemplateFaulty(S724Error):
    """The template cannot become words: it is not well-formed, or a value of it is missing."""

    code = "template_faulty"


@dataclass(frozen=True, slots=True)
class Names:
    """What a template takes: names of values, ids of articles."""

    values: frozenset[str]
    articles: frozenset[str] = field(default=frozenset())


def names_in(source: str) -> Names:
    """Raises TemplateFaulty for what is no template."""
    from jinja2 import nodes

    tree = _parsed(source)
    articles = {
        call.args[0].value
        for call in tree.find_all(nodes.Call)
        if isinstance(call.args[0], nodes.Const)  # says `_check`
    }
    values = {name.name for name in tree.find_all(nodes.Name)} - {ARTICLE}
    return Names(frozenset(values), frozenset(articles))


def rendered(source: str, values: Mapping[str, str], sentences: Mapping[str, str] | None = None) -> str:
    """The words. `sentences`: of articles, by their ids. Raises TemplateFaulty: a gap in a letter is worse."""
    from jinja2 import TemplateError

    _parsed(source)
    known = sentences or {}

    def article(of: str) -> str:
        if not known.get(of):
            raise TemplateFaulty(f"Artykuł „{of}” nie obowiązuje, więc nie ma z niego zdania.")
        return known[of]

    try:
        return str(_environment().from_string(source).render({**values, ARTICLE: article})).strip()
    except TemplateError as error:
        raise TemplateFaulty(f"Wzoru nie da się wypełnić: {error.message}.") from None


@cache
def _environment() -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, cache_size=100)
    made.globals.clear()
    return made


def _parsed(source: str) -> Any:
    from jinja2 import TemplateSyntaxError

    if len(source) > MOST_SIGNS:
        raise TemplateFaulty(f"Wzór ma więcej niż {MOST_SIGNS} znaków.")
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        raise TemplateFaulty(f"Wiersz {error.lineno}: nawiasy wzoru są zapisane błędnie.") from None
    except RecursionError:
        raise TemplateFaulty("Wzór jest zbyt zagnieżdżony.") from None
    _check(tree)
    return tree


def _check(tree: Any) -> None:
    from jinja2 import nodes

    allowed = (
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Call),
        *(nodes.If, nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand),
    )
    if _depth(tree) > DEEPEST:
        raise TemplateFaulty(f"Warunki są zagnieżdżone głębiej niż {DEEPEST} razy.")
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, allowed):
            raise TemplateFaulty("We wzorze mogą być tylko nazwy wartości, zdania artykułów i warunki „if”.")
        if isinstance(node, nodes.Call) and not _is_of_article(node):
            raise TemplateFaulty(f'Z funkcji we wzorze jest tylko {ARTICLE}("nazwa-artykulu").')
    if sum(name.name == ARTICLE for name in tree.find_all(nodes.Name)) > len(list(tree.find_all(nodes.Call))):
        raise TemplateFaulty(f'Przy {ARTICLE} stoi nazwa artykułu: {ARTICLE}("nazwa-artykulu").')


def _depth(tree: Any) -> int:
    """How many conditions stand within each other at most."""
    from jinja2 import nodes

    deepest, left = 0, [(tree, 0)]
    while left:
        node, depth = left.pop()
        depth += isinstance(node, (nodes.If, nodes.Not, nodes.And, nodes.Or))
        deepest = max(deepest, depth)
        left += [(child, depth) for child in node.iter_child_nodes()]
    return deepest


def _is_of_article(node: Any) -> bool:
    from jinja2 import nodes

    named = isinstance(node.node, nodes.Name) and node.node.name == ARTICLE
    others = node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != 1
    return named and not others and isinstance(node.args[0], nodes.Const) and isinstance(node.args[0].value, str)
