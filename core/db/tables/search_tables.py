"""Tables of the search over the knowledge base, of what nobody found by it, and of fairs.

Nothing in them is about a person.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal


class SearchTermRow(Base):
    """A lemma that documents have, with all its forms. Never changed and never deleted: a fact of the language."""

    __tablename__ = "search_term"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=not_personal("of a lemma"))
    language: Mapped[str]
    lemma: Mapped[str]
    forms: Mapped[list[str]] = mapped_column(ARRAY(Text))
    __table_args__ = (Index("ix_search_term_lemma", "lemma", "language", unique=True),)


class SearchDocumentRow(Base):
    """Something that can be found: an article in one language, a place, a training, a fair.

    `number` counts changes in the order of their transactions: who has read until one number misses nothing. One
    that is gone stays as a row without words. `terms`: numbers of terms in rising order, 4 bytes each, and for
    each one in `impacts` how much the document says of it, a float of 4 bytes (little endian both). `passages`:
    the title and the questions as terms (`core.search.passages`). `office` is whose it is, `scope` for whose
    clients alone; `source_id` names the article, office, branch, training or fair.
    """

    __tablename__ = "search_document"
    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, info=not_personal("counts changes"))
    kind: Mapped[str]
    source_id: Mapped[str]
    language: Mapped[str]
    office: Mapped[str | None]
    scope: Mapped[str | None]
    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text))
    title: Mapped[str]
    questions: Mapped[list[str]] = mapped_column(ARRAY(Text))
    short: Mapped[str]
    body: Mapped[str]
    version: Mapped[str]  # of the article that it is of
    until: Mapped[date | None]  # the last day of a training or fair, included
    terms: Mapped[bytes] = mapped_column(LargeBinary)
    impacts: Mapped[bytes] = mapped_column(LargeBinary)
    passages: Mapped[bytes] = mapped_column(LargeBinary)
    is_gone: Mapped[bool]
    __table_args__ = (
        Index("ix_search_document_number", "number", unique=True),
        Index("ix_search_document_source", "kind", "source_id"),
    )


class SearchDueRow(Base):
    """Something has changed that the index does not have yet. Written by triggers, whoever changed it."""

    __tablename__ = "search_due"
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, info=not_personal("counts changes")
    )
    kind: Mapped[str]
    source_id: Mapped[str]


class UnansweredSearchRow(Base):
    """What was asked and not answered: only words that the dictionary knows as ordinary ones, as lemmas in the
    order of the alphabet. Closed by an editor, with the article that answers it now or without.

    `count`: how often nothing was found; `reported`: how often somebody said that nothing helps; `unopened`: how
    often something was found and nothing was opened; `opened`: how often something was since. `offices`: whose
    staff asked; none before that was written down.
    """

    __tablename__ = "unanswered_search"
    id: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    words: Mapped[str] = mapped_column(info=not_personal("no names and no numbers get in"))
    count: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    article_id: Mapped[str | None] = mapped_column(ForeignKey("article.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    reported: Mapped[int]
    unopened: Mapped[int]
    opened: Mapped[int]
    offices: Mapped[list[str]] = mapped_column(ARRAY(Text))
    __table_args__ = (
        Index(
            "ix_unanswered_search_words",
            "words",
            "language",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_unanswered_search_last_at", "last_at", "id", postgresql_where=text("closed_at IS NULL")),
    )


class KnowledgeUseRow(Base):
    """How often something of the knowledge base was asked or used on a day (`knowledge.learning.use`).

    `office`: whose staff asked, or whose caller heard it; empty: not known. `words` as those of an unanswered
    search; empty: none may be kept, or nothing was asked. `article_id` empty: it is about none.
    """

    __tablename__ = "knowledge_use"
    day: Mapped[date] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    article_id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True, info=not_personal("no names and no numbers get in"))
    count: Mapped[int]


class AskedOtherwiseRow(Base):
    """How often a question of which nothing was opened was put in other words soon after, and an article opened
    then. Words as those of an unanswered search."""

    __tablename__ = "asked_otherwise"
    day: Mapped[date] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(primary_key=True, info=not_personal("no names and no numbers get in"))
    then_words: Mapped[str] = mapped_column(primary_key=True, info=not_personal("no names and no numbers get in"))
    article_id: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]


class EverydayWordRow(Base):
    """What people call something, beside what ships: `phrase` in `language` means `meaning` in the language
    `into`.

    `is_off`: it does not, though it ships so.
    """

    __tablename__ = "everyday_word"
    id: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]
    phrase: Mapped[str]
    meaning: Mapped[str]
    into: Mapped[str]
    is_off: Mapped[bool]
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    __table_args__ = (Index("ix_everyday_word", "language", "phrase", "into", "meaning", unique=True),)


class FairRow(Base):
    """A fair or an exchange of jobs or trainings (`kind`: `market.events.fair`). Without an office: of the
    province."""

    __tablename__ = "fair"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    title: Mapped[str]
    town: Mapped[str]
    place: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    source: Mapped[str]
    kind: Mapped[str] = mapped_column(default="fair", server_default="fair")
    changed_at: Mapped[datetime]
    changed_by: Mapped[str | None]
    version: Mapped[int]
    __table_args__ = (Index("ix_fair_starts_at", "starts_at", "id"),)
