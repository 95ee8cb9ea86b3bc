"""Articles with versions, rates, proposals; how an office is reached. Short answers of before become pointers"""

import hashlib
import json
import re
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"

SHIPPED = {
    "rejestracja-1": ("94f67eb85708e9df",),
    "rejestracja-2": ("5353c275a6ac5130",),
    "kontakt-1": ("13d977b25c7f841b",),
    "zasilek-1": ("16db0a275d33fbcf",),
    "zasilek-2": ("c2ac0b6b3dd44fae",),
    "zasilek-stawki-2025": ("0dc0cd6f6d9a14fa",),
    "ubezpieczenie-1": ("7db6617f4fb8656c",),
    "wyrejestrowanie-1": ("a24c96292bd36ce3",),
    "oferty-1": ("f5064effbec0d3c8",),
    "szkolenia-1": ("06f1815758291d2d",),
    "karta-1": ("1825b472a4e5c371",),
    "rolnicy-1": ("bb1038b639c45e1d",),
    "pracodawca-oferta-1": ("df19399d9a7d239e",),
    "pracodawca-pracownicy-1": ("6cc8960e8c15ab61",),
    "pracodawca-wsparcie-1": ("0a1487b5f78fa341",),
    "cudzoziemcy-1": ("c417434ed2048144",),
}
"""What came with the product, by id: hashes of the title and the short answer in each of its releases. Articles
that come with it take their place. What an office added, or has said in other words, is kept."""

KEPT = "dawny-"
"""What the ids of answers that are kept begin with: no article that ships, now or later, has such an id."""

AUDITED = {
    "article": ("id", "", "", "owner"),
    "article_version": ("article_id,number", "", "texts", "-"),
    "rate": ("code,valid_from", "", "", "-"),
    "knowledge_proposal": ("id", "words", "", "office"),
}
_BY_STAFF = "coalesce(current_setting('s724.account', true), '') <> ''"

UNCHECKED = "do sprawdzenia przez redakcję"
REACHED_AT = {
    # By code: the address as it was shipped, the page, and how certain the address is.
    "20000": ("ul. Pogodna 22", "https://wupbialystok.praca.gov.pl", "medium"),
    "20010": ("ul. Mickiewicza 2", "https://augustow.praca.gov.pl", "medium"),
    "20610": ("ul. Tysiąclecia Państwa Polskiego 8", "https://bialystok.praca.gov.pl", "medium"),
    "20030": ("ul. 3 Maja 17", "https://bielskpodlaski.praca.gov.pl", "medium"),
    "20040": ("ul. Strażacka 6A", "https://grajewo.praca.gov.pl", "medium"),
    "20050": ("ul. Piłsudskiego 10A", "https://hajnowka.praca.gov.pl", "medium"),
    "20060": ("ul. Wojska Polskiego 46", "https://kolno.praca.gov.pl", "low"),
    "20620": ("ul. Nowogrodzka 1", "https://lomza.praca.gov.pl", "medium"),
    "20080": ("ul. Wyzwolenia 22", "https://monki.praca.gov.pl", "low"),
    "20090": (None, "https://sejny.praca.gov.pl", None),
    "20100": (None, "https://siemiatycze.praca.gov.pl", None),
    "20110": ("ul. Kryńska 40", "https://sokolka.praca.gov.pl", "low"),
    "20630": ("ul. Przytorowa 9B", "https://suwalki.praca.gov.pl", "medium"),
    "20130": ("ul. Ludowa 15A", "https://wysokiemazowieckie.praca.gov.pl", "medium"),
    "20140": ("ul. Fabryczna 3", "https://zambrow.praca.gov.pl", "low"),
}


def upgrade() -> None:
    _offices()
    _articles()
    _rates()
    _proposals()
    for table, arguments in AUDITED.items():
        given = ", ".join(f"'{argument}'" for argument in arguments)
        op.execute(
            f"CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW WHEN ({_BY_STAFF}) EXECUTE FUNCTION audit_change({given})"
        )
    _keep_answers()
    op.drop_table("knowledge_item")


def _offices() -> None:
    for table in ("office", "branch"):
        if table == "office":
            op.add_column(table, sa.Column("telephone", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("email", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("page", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("certainty", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("checked_on", sa.Date(), nullable=True))
    fill = sa.text(
        "UPDATE office SET page = :page, "
        "certainty = CASE WHEN address IS NOT DISTINCT FROM cast(:address AS text) THEN :certainty END "
        "WHERE code = :code"
    )
    for code, (address, page, certainty) in REACHED_AT.items():
        op.get_bind().execute(fill, {"code": code, "address": address, "page": page, "certainty": certainty})

    telephone = sa.text("UPDATE office SET telephone = '85 749 72 00' WHERE code = '20000'")
    op.get_bind().execute(telephone)


def _articles() -> None:
    op.create_table(
        "article",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_article_office_office")),
        sa.ForeignKeyConstraint(["owner"], ["office.code"], name=op.f("fk_article_owner_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
    )
    op.create_index("ix_article_topic", "article", ["topic", "place", "id"])
    op.create_table(
        "article_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("audiences", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("texts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_pointer", sa.Boolean(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("legal_status_on", sa.Date(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_certainty", sa.Text(), nullable=False),
        sa.Column("source_holds_until", sa.Date(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=True),
        sa.Column("writers", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("sent_back_for", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_for", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'published', 'withdrawn', 'replaced')", name="article_version_state"
        ),
        sa.CheckConstraint("checked_by <> ALL (writers)", name="article_version_four_eyes"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_version_article_id_article")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_version_article_id")),
    )
    op.create_index(
        "ix_article_version_open",
        "article_version",
        ["article_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'review')"),
    )
    op.create_index(
        "ix_article_version_published",
        "article_version",
        ["article_id"],
        unique=True,
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index("ix_article_version_written_at", "article_version", ["written_at", "id"])


def _rates() -> None:
    op.create_table(
        "rate",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("amount", sa.Numeric(12, 2), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_certainty", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.CheckConstraint("amount >= 0", name="rate_amount"),
        sa.PrimaryKeyConstraint("code", "valid_from", name=op.f("pk_rate")),
    )


def _proposals() -> None:
    op.create_table(
        "knowledge_proposal",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=True),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('correction', 'question')", name="knowledge_proposal_kind"),
        sa.CheckConstraint("state IN ('open', 'accepted', 'declined')", name="knowledge_proposal_state"),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_knowledge_proposal_article_id_article")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_knowledge_proposal_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_proposal")),
    )
    op.create_index("ix_knowledge_proposal_state", "knowledge_proposal", ["state", "proposed_at", "id"])
    op.create_index("ix_knowledge_proposal_call", "knowledge_proposal", ["call_id"])


def _keep_answers() -> None:
    """What an office had added or changed is published as it was: a pointer that an editor has to check."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text("SELECT * FROM knowledge_item WHERE NOT starts_with(id, 'shipped:') ORDER BY topic, place, id")
    ).mappings()
    province = connection.scalar(sa.text("SELECT code FROM office ORDER BY NOT is_province, code LIMIT 1"))
    taken: set[str] = set()
    for row in rows.all():
        if _hash(row) in SHIPPED.get(row["id"], ()):
            continue
        article = _free_id(row["id"], taken)
        connection.execute(
            sa.text(
                "INSERT INTO article (id, topic, place, office, owner, audiences, version, made_at, made_by) "
                "VALUES (:id, :topic, :place, :office, :owner, '{everybody}', 1, now(), 'system')"
            ),
            {
                "id": article,
                "topic": row["topic"],
                "place": row["place"],
                "office": row["office"],
                "owner": row["office"] or province,
            },
        )
        connection.execute(
            sa.text(
                "INSERT INTO article_version (id, article_id, number, state, texts, is_pointer, legal_basis, "
                "legal_status_on, valid_from, valid_until, review_by, source, source_certainty, written_at, "
                "written_by, published_at) "
                "VALUES (:id, :article, 1, 'published', cast(:texts AS jsonb), true, '', "
                ":legal_status_on, :valid_from, :valid_until, current_date, :source, 'low', now(), "
                "'system', now())"
            ),
            {
                "id": f"{article}-1",
                "article": article,
                "texts": json.dumps({row["language"]: _text(row)}, ensure_ascii=False),
                "source": UNCHECKED,
                **{key: row[key] for key in ("legal_status_on", "valid_from", "valid_until")},
            },
        )


def _free_id(old: str, taken: set[str]) -> str:
    slug = re.sub("[^a-z0-9]+", "-", old.removeprefix(KEPT).lower()).strip("-")[:50] or "artykul"
    found = slug = KEPT + slug
    number = 2
    while found in taken:
        found, number = f"{slug}-{number}", number + 1
    taken.add(found)
    return found


def _hash(row: Any) -> str:
    return hashlib.sha256(f"{row['title']}\n{row['short_answer']}".encode()).hexdigest()[:16]


def _text(row: Any) -> dict[str, Any]:
    return {
        "title": row["title"],
        "questions": [],
        "short_answer": row["short_answer"],
        "full_answer": row["short_answer"],
        "steps": [],
        "documents": [],
    }


def downgrade() -> None:
    op.create_table(
        "knowledge_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("short_answer", sa.Text(), nullable=False),
        sa.Column("legal_status_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("char_length(short_answer) <= 300", name="short_answer_length"),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_knowledge_item_office_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_item")),
    )
    op.create_index("ix_knowledge_item_topic", "knowledge_item", ["topic", "language"], unique=False)
    # The short answers that need no rate go back; the articles themselves have no place in that version. Those
    # that came with the product are marked, so that a step forward does not take them for an office's own.
    op.execute(
        "INSERT INTO knowledge_item (id, topic, place, office, language, title, short_answer, legal_status_on, "
        "valid_from, valid_until) "
        "SELECT CASE WHEN v.written_by IS NULL THEN 'shipped:' ELSE '' END || a.id || "
        "CASE t.key WHEN 'pl' THEN '' ELSE '-' || t.key END, a.topic, a.place, a.office, t.key, "
        "t.value ->> 'title', t.value ->> 'short_answer', "
        "coalesce(v.legal_status_on, v.valid_from), v.valid_from, "
        "least(v.valid_until, v.source_holds_until) "
        "FROM article a JOIN article_version v ON v.article_id = a.id AND v.state = 'published', "
        "LATERAL jsonb_each(v.texts) t "
        "WHERE t.value ->> 'short_answer' <> '' AND t.value ->> 'short_answer' NOT LIKE '%{stawka:%' "
        "AND char_length(t.value ->> 'short_answer') <= 300"
    )
    for table in ("knowledge_proposal", "rate", "article_version", "article"):
        op.drop_table(table)
    for table in ("office", "branch"):
        for column in ("checked_on", "certainty", "page", "email"):
            op.drop_column(table, column)
    op.drop_column("office", "telephone")
