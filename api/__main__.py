"""`python -m api`: the web service, until SIGTERM.

Nothing is imported at the top: worker processes (`api.aside`) load this module, too, and need nothing of it.
"""


def main() -> None:
    from core.loading import loaded

    # isort: split
    from api.web_server import run

    loaded()
    run()


if __name__ == "__main__":
    main()
