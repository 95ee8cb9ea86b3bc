"""Who is told of what has changed."""

from ari_app.reloading import NewsBoard


def test_news_reach_only_those_who_keep_what_has_changed() -> None:
    told: list[str] = []
    board = NewsBoard({"hours": lambda: told.append("hours"), "agents": lambda: told.append("agents")})
    board.tell("agents")
    board.tell("something that another process keeps")
    assert told == ["agents"]
    board.tell_all()
    assert told == ["agents", "hours", "agents"]
