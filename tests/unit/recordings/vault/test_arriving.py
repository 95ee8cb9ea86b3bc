"""What is recorded on the machines of several Asterisks comes to where recordings are stored, once and whole."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import pytest

from core.nodes import Place
from core.telephony.node_line import NodeAway, NodeLine, is_recording
from recordings.vault import talk_file
from recordings.vault.arriving import DESK, FilesOfNodes
from tests.support.recordings.kept_files import SECRET, kept_files

pytestmark = pytest.mark.anyio

NAME = "2026/12/01/rec-1a2b"
FILE = f"{NAME}.wav"
SOUND = bytes(range(256)) * 5000  # more than one piece
NOBODY = Place("127.0.0.1", 1)


class Setup:
    """Two Asterisks' machines, and ours."""

    def __init__(self, folder: Path, places: list[Place]) -> None:
        self.home = folder / "home"
        self.states = [folder / "a", folder / "b"]
        self.files = self.again(places)

    def again(self, places: list[Place]) -> FilesOfNodes:
        return FilesOfNodes(self.home, [partial(NodeLine, place, SECRET) for place in places])

    def recorded(self, node: int, *, is_over: bool = True) -> Path:
        state = self.states[node]
        file, link = state / "recordings" / FILE, state / "monitor" / talk_file.link_name(NAME)
        link.parent.mkdir(parents=True, exist_ok=True)
        talk_file.begin(file, link)
        with file.open("ab") as asterisk:
            asterisk.write(SOUND)
        if is_over:
            talk_file.end(file, link)
        return file

    @property
    def arrived(self) -> list[str]:
        return sorted(str(file.relative_to(self.home)) for file in self.home.rglob("*") if file.is_file())


@pytest.fixture
async def places(tmp_path: Path) -> AsyncIterator[list[Place]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(kept_files(tmp_path / name)) for name in ("a", "b")]


@pytest.fixture
def setup(tmp_path: Path, places: list[Place]) -> Setup:
    return Setup(tmp_path, places)


@pytest.mark.parametrize("node", [0, 1])
async def test_a_recording_moves_from_the_machine_that_has_it(setup: Setup, node: int) -> None:
    file = setup.recorded(node)
    content = file.read_bytes()
    await setup.files.bring(FILE)
    assert setup.arrived == [FILE]
    assert (setup.home / FILE).read_bytes() == content
    assert not file.exists()
    await setup.files.bring(FILE)  # is there
    assert setup.arrived == [FILE]


async def test_one_whose_end_nobody_saw_is_completed_and_one_that_is_written_waits(setup: Setup) -> None:
    file = setup.recorded(0, is_over=False)
    with file.open("ab"), pytest.raises(talk_file.StillWritten):
        await setup.files.bring(FILE)
    assert file.exists()
    await setup.files.bring(FILE)
    assert talk_file.end(setup.home / FILE, setup.home / "no-link") == len(SOUND) / talk_file.BYTES_A_SECOND


async def test_a_machine_that_is_away_may_have_it_and_the_others_do_not_wait_for_it(
    setup: Setup, places: list[Place]
) -> None:
    files = setup.again([NOBODY, places[1]])
    with pytest.raises(NodeAway):
        await files.bring(FILE)
    setup.recorded(1)
    await files.bring(FILE)
    assert setup.arrived == [FILE]


async def test_what_nobody_has_is_nowhere(setup: Setup) -> None:
    await setup.files.bring(FILE)
    assert setup.arrived == []


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", ["_close", "remove", "_put"])
async def test_killed_at_any_moment_it_is_whole_at_one_end_and_comes(
    setup: Setup, places: list[Place], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = setup.recorded(0)
    content = file.read_bytes()

    def dies(*given: object) -> None:
        raise Killed

    async def dies_soon(*given: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        if moment == "remove":
            patched.setattr(NodeLine, "remove", dies_soon)
        else:
            patched.setattr(f"recordings.vault.arriving.{moment}", dies)
        with pytest.raises(Killed):
            await setup.files.bring(FILE)
    kept = [each for each in (file, *setup.home.rglob("*.whole")) if each.exists()]
    assert content in [each.read_bytes() for each in kept]
    await setup.again(places).bring(FILE)
    assert setup.arrived == [FILE]
    assert (setup.home / FILE).read_bytes() == content
    assert not file.exists()


async def test_what_a_killed_process_had_begun_to_take_goes(setup: Setup) -> None:
    left = setup.home / DESK / "0123.part"
    left.parent.mkdir(parents=True)
    left.write_bytes(SOUND)
    setup.recorded(0)
    await setup.files.bring(FILE)
    assert setup.arrived == [FILE]


async def test_what_was_withdrawn_is_discarded_wherever_it_is(setup: Setup, places: list[Place]) -> None:
    file = setup.recorded(1)
    await setup.files.discard(FILE)
    assert not file.exists()
    await setup.files.bring(FILE)
    assert setup.arrived == []
    with pytest.raises(NodeAway):
        await setup.again([places[0], NOBODY]).discard(FILE)


async def test_with_one_asterisk_nothing_is_brought(tmp_path: Path) -> None:
    files = FilesOfNodes(tmp_path, ())
    assert not files.is_needed
    await files.bring(FILE)
    await files.discard(FILE)


async def test_a_full_disk_begins_no_recording(tmp_path: Path) -> None:
    async with (
        kept_files(tmp_path / "full", reserve=1 << 60) as place,
        NodeLine(place, SECRET) as line,
    ):
        assert (await line.talk("begin", FILE)).fault == "failed"
    assert not (tmp_path / "full" / "recordings" / FILE).exists()


@pytest.mark.parametrize(
    "name", ["../a.wav", "/etc/passwd", "a/../../b.wav", "2026/x.alaw", "", "a//b.wav", "a.wav\n"]
)
async def test_a_name_leads_nowhere_else(setup: Setup, places: list[Place], name: str) -> None:
    assert not is_recording(name)
    for do in ("begin", "end", "discard", "is_open", "is_written", "hold"):
        async with NodeLine(places[0], SECRET) as line:
            with pytest.raises(NodeAway):
                await line.talk(do, name)
    async with NodeLine(places[0], SECRET) as line:
        with pytest.raises(NodeAway):
            await line.remove(name)


async def test_without_the_secret_nobody_is_told_anything(setup: Setup, places: list[Place]) -> None:
    setup.recorded(0)
    async with NodeLine(places[0], "guessed") as line:
        with pytest.raises(NodeAway):
            await line.talk("is_open", FILE)
