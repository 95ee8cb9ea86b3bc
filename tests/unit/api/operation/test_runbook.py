"""The runbook by its sections: one for each alarm, with links that lead somewhere."""

import re

from api.operation.alarms import ALARMS
from api.operation.runbook import sections, sections_of
from knowledge.markdown import to_html, too_much_in

TEXT = """# Title

Before.

## Processes

### ApplicationAway

- **Do**: see [the
  other](#heartbeat-old), [production](production.md#update), [there](https://example.org).

      systemctl restart system724-api

### Heartbeat, old

Words.

## Data

Nothing here.
"""


def test_a_section_is_what_stands_under_a_heading() -> None:
    found = sections_of(TEXT)
    assert list(found) == ["applicationaway", "heartbeat-old"]
    first = found["applicationaway"]
    assert (first.title, first.group) == ("ApplicationAway", "Processes")
    assert "Words" not in first.markdown and "Before" not in first.markdown
    assert found["heartbeat-old"].markdown == "Words."


def test_links_lead_to_sections_here_and_words_of_other_documents_stay() -> None:
    html = to_html(sections_of(TEXT)["applicationaway"].markdown)
    assert 'href="/runbook?section=heartbeat-old"' in html
    assert 'href="https://example.org"' in html
    assert "production.md" not in html and "production" in html
    assert "<code>systemctl restart" in html


def test_the_runbook_has_a_section_for_every_alarm_that_can_be_shown_and_no_link_into_nothing() -> None:
    found = sections()
    assert {name.lower() for name in ALARMS} <= set(found)
    for section in found.values():
        assert too_much_in(section.markdown) is None, section.id
        for to in re.findall(r"/runbook\?section=([\w-]+)", section.markdown):
            assert to in found, (section.id, to)
