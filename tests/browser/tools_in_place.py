"""The tools of a call never move under the finger: their boxes are measured in each state that a call comes to."""

from playwright.async_api import Page

from tests.browser.accessibility import MIDDLE, TELEPHONE, WIDE

TOOLS = frozenset(
    {
        *("mute", "hold", "keypad", "colleague", "transfer", "help", "recording", "withdraw"),
        *("together", "aside", "hand_over", "dismiss", "end"),
    }
)
MOST_MOVED = 1.0  # px
LEAST_APART = 10.0  # px between the end of the call and any other tool

_BOXES = """() => {
  window.scrollTo(0, 0);
  return Object.fromEntries([...document.querySelectorAll('[data-tool] > button')].map((button) => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return [button.parentElement.dataset.tool, [x, y, width, height]];
  }));
}"""
_UNFOLD = "() => document.querySelector('[data-tools] button[aria-expanded=\"false\"]')?.click()"
_FOLD = "() => document.querySelector('[data-tools] button[aria-expanded=\"true\"]')?.click()"

Box = list[float]


class ToolsInPlace:
    """Of one page. Each look compares with the first one, at 1440, 1024 and 390 px."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._first: dict[int, dict[str, Box]] = {}

    async def look(self, state: str) -> None:
        """Afterwards the page is as wide as before."""
        before = self._page.viewport_size
        assert before is not None
        for size in (WIDE, MIDDLE, TELEPHONE):
            await self._page.set_viewport_size(size)
            if size is TELEPHONE:
                await self._page.evaluate(_UNFOLD)
            boxes: dict[str, Box] = await self._page.evaluate(_BOXES)
            if size is TELEPHONE:
                await self._page.evaluate(_FOLD)
            self._check(f"{state}, {size['width']} px", size["width"], boxes)
        await self._page.set_viewport_size(before)

    def _check(self, where: str, width: int, boxes: dict[str, Box]) -> None:
        assert set(boxes) == TOOLS, where
        for name, (x, _, wide, high) in boxes.items():
            assert wide >= 40 and high >= 40, f"{where}: {name} is too small to be hit"
            assert x >= 0 and x + wide <= width, f"{where}: {name} is outside of the screen"
            if name != "end":
                assert _apart(boxes[name], boxes["end"]) >= LEAST_APART, f"{where}: {name} is near the end"
        first = self._first.setdefault(width, boxes)
        moved = {name: (first[name], box) for name, box in boxes.items() if _moved(first[name], box) > MOST_MOVED}
        assert not moved, f"{where}: {moved}"
        if width == TELEPHONE["width"]:
            lowest = [boxes[name][1] for name in ("mute", "hold", "keypad", "end")]
            assert min(lowest) > TELEPHONE["height"] * 2 / 3, f"{where}: not under the thumb"


def _moved(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _apart(one: Box, other: Box) -> float:
    """Pixels between two boxes, along the axis on which they are farther apart."""
    across = max(one[0] - (other[0] + other[2]), other[0] - (one[0] + one[2]))
    down = max(one[1] - (other[1] + other[3]), other[1] - (one[1] + one[3]))
    return max(across, down)
