"""Sounds on their way to an Asterisk of several: there before they are played, and brought by nobody else."""

from functools import partial
from pathlib import Path

import anyio
import pytest

from ari_app.sounds import OwnSounds, SoundsOfNode
from core.nodes import Place
from core.telephony.node_line import NodeAway, NodeLine, is_name
from tests.support.recordings.kept_files import SECRET, kept_files
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio


def _spoken(home: Path, name: str, content: bytes = b"abc") -> str:
    """A file of ours; its path as the application plays it."""
    file = home / "sounds" / "pl" / f"{name}.alaw"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return str(file.with_suffix(""))


async def test_what_is_spoken_already_is_brought_ahead_and_what_is_new_before_it_is_played(tmp_path: Path) -> None:
    home, node = tmp_path / "home", tmp_path / "home" / "nodes" / "a"
    first = _spoken(home, "first")
    async with kept_files(node) as place, anyio.create_task_group() as tasks:
        sounds = SoundsOfNode(home, node, partial(NodeLine, place, SECRET))
        assert not sounds.is_there([first])
        tasks.start_soon(sounds.run)
        await eventually(lambda: sounds.is_there([first]))
        new = _spoken(home, "new", b"new")
        assert not sounds.is_there([first, new])
        await sounds.bring([first, new])
        assert sounds.is_there([first, new])
        assert sounds.path(new) == str(node / "sounds" / "pl" / "new")
        assert (node / "sounds" / "pl" / "new.alaw").read_bytes() == b"new"
        assert [file.name for file in (node / "sounds" / "pl").iterdir() if file.name.startswith(".")] == []
        tasks.cancel_scope.cancel()


async def test_what_an_asterisk_has_already_is_not_brought_again(tmp_path: Path) -> None:
    home, node = tmp_path / "home", tmp_path / "home" / "nodes" / "a"
    sound = _spoken(home, "said", b"ours")
    _spoken(node, "said", b"its own")
    async with kept_files(node) as place, anyio.create_task_group() as tasks:
        sounds = SoundsOfNode(home, node, partial(NodeLine, place, SECRET))
        tasks.start_soon(sounds.run)
        await eventually(lambda: sounds.is_there([sound]))
        assert (node / "sounds" / "pl" / "said.alaw").read_bytes() == b"its own"
        tasks.cancel_scope.cancel()


async def test_a_caller_does_not_wait_for_an_asterisk_that_takes_no_sounds(tmp_path: Path) -> None:
    sound = _spoken(tmp_path, "said")
    sounds = SoundsOfNode(tmp_path, tmp_path / "nodes" / "a", partial(NodeLine, Place("127.0.0.1", 1), SECRET))
    with anyio.fail_after(1):
        await sounds.bring([sound])  # it is told to play it all the same, and says that it cannot
    assert not sounds.is_there([sound])


async def test_who_does_not_know_the_secret_brings_nothing_and_learns_nothing(tmp_path: Path) -> None:
    async with kept_files(tmp_path) as place, NodeLine(place, "guessed") as line:
        with pytest.raises(NodeAway):
            await line.names()
        with pytest.raises(NodeAway):
            await line.put("sounds/pl/x.alaw", b"x")
    assert not (tmp_path / "sounds").exists()


@pytest.mark.parametrize(
    "name", ["sounds/pl/../../x.alaw", "/etc/x.alaw", "sounds/pl/x.wav", "secrets.json", "sounds/pl/.x.alaw", ""]
)
async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert not is_name(name)
    async with kept_files(tmp_path) as place, NodeLine(place, SECRET) as line:
        with pytest.raises(NodeAway):
            await line.put(name, b"x")
    assert not await anyio.to_thread.run_sync(lambda: list(tmp_path.iterdir()))


async def test_files_that_are_no_sounds_of_ours_are_played_where_they_are(tmp_path: Path) -> None:
    sounds = SoundsOfNode(tmp_path, tmp_path / "nodes" / "a", partial(NodeLine, Place("127.0.0.1", 1), SECRET))
    assert sounds.is_there(["/srv/hello", str(tmp_path / "recordings" / "x")])
    assert sounds.path("/srv/hello") == "/srv/hello"
    assert OwnSounds().path("/srv/hello") == "/srv/hello"
