"""What each process of the web service does in its first seconds, done once before it is forked off.

It loads its modules, makes its routes whole and opens the dictionaries of its search: six seconds of a processor,
more than what most tests of a process do with it. What is forked finds it done. A cold start (`is_cold` in
`tests.api.process`) and `make run` still do it by themselves.
"""

from api.app import create_app
from api.http.routing import LateRoute
from core.search.language.lemmas import warm_up
from core.search.language.words import LANGUAGES
from core.settings import Settings
from knowledge.asked.topics import load_words
from knowledge.search.synonyms import load_synonyms


def warm() -> None:
    """Blocks; a second time it does nothing. Starts no thread."""
    for route in create_app(Settings()).routes:
        if isinstance(route, LateRoute):
            route.make_whole()
    warm_up(LANGUAGES)
    load_synonyms()
    load_words()
