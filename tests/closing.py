"""A quarter that one school has written to the end: what the tests of submitting and of correcting start from."""

import uuid
from datetime import date, datetime

from procedures.models import Request
from reform.actions import add_commitment
from reports.actions.amendments import approve_amendment, propose_amendment
from reports.actions.paragraphs import save_narrative
from reports.actions.rounds import open_round
from reports.actions.snapshots import take
from reports.actions.submission import submit_report
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.enums import ReportState
from reports.gather import gather
from reports.models import Amendment, Report
from reports.queries import any_report, fields_of
from schooladmin.core.periods import Quarter, local_date
from schooladmin.documents.tree import Regime
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.stage import add_request as receive

QUARTER = Quarter(2026, 3)
NOW = moment("2026-10-12 20:00")
LATER = moment("2026-10-20 09:00")
KEY = "procedures.RUT-HOC-BA.received"
TEXT = ThemeText("Cải cách để phục vụ", "# I. Quan điểm\n\nMột đoạn.", "Kết luận.")


def begin(world: World, quarter: Quarter = QUARTER, *, at: datetime = NOW, due_on: date = date(2026, 10, 15)) -> Report:
    """The school's blank report of ``quarter``: the Party organ has published its theme and opened the round."""
    with opened(world.scope("party_officer", local_date(at))) as scope:
        theme = create_theme(actor=scope, unit_id=world.party.pk, quarter=quarter, text=TEXT, at=at)
        publish_theme(actor=scope, theme_id=theme.pk, at=at)
        open_round(actor=scope, theme_id=theme.pk, due_on=due_on, at=at)
    rows = Report._base_manager.select_related("round", "unit", "current_snapshot")
    return rows.get(unit=world.school, quarter=quarter.code)


def freeze(report: Report, *, at: datetime = NOW) -> Report:
    """Submit an earlier report with what the registers say; nothing of it is under test but what comes of it."""
    with opened(system(local_date(at), "test")) as scope:
        take(actor=scope, report=report, papers={Regime.PARTY: gather(report, local_date(at))}, at=at)
        report.state, report.submitted_at, report.receipt_code = ReportState.SUBMITTED, at, "BC-TRUOC"
        report.save()
    return report


def add_request(school: Unit, at: datetime) -> Request:
    """A request for a transcript that the school took in at ``at``."""
    with opened(system(NOW.date(), "test")):
        return receive(school, at)


def open_quarter(world: World) -> Report:
    """The school's report of the quarter, every field written, one task taken on."""
    report = begin(world, at=moment("2026-07-03 09:00"))
    with opened(world.scope("principal", NOW.date())) as scope:
        for key in [field.key for field in fields_of(report.round.template_id)] + ["limitations"]:
            save_narrative(
                actor=scope, report_id=report.pk, field_key=key, text=f"Nội dung {key}.", expected_version=0, at=NOW
            )
        add_commitment(
            actor=scope,
            unit_id=world.school.pk,
            quarter=QUARTER,
            text="Rà soát quy trình tiếp nhận hồ sơ của bộ phận văn thư",
            owner_name="Văn thư",
            due_on=date(2026, 12, 31),
            at=NOW,
        )
    return report


def fresh(report: Report) -> Report:
    """The report as it stands in the database."""
    with opened(system(NOW.date(), "test")):
        return any_report().get(pk=report.pk)


def submit(world: World, report: Report) -> Report:
    """The principal submits."""
    with opened(world.scope("principal", NOW.date())) as scope:
        submit_report(actor=scope, report_id=report.pk, at=NOW)
    return fresh(report)


def propose(world: World, report: Report, **changed: object) -> Amendment:
    """The principal proposes that seven transcripts were received, or what ``changed`` says instead."""
    values: dict[str, object] = {
        "regime": Regime.PARTY,
        "key": KEY,
        "new": "7",
        "reason": "Nhập sót hồ sơ giấy",
        "mutation_id": uuid.uuid4(),
    }
    with opened(world.scope("principal", LATER.date())) as scope:
        return propose_amendment(actor=scope, report_id=report.pk, at=LATER, **(values | changed))  # type: ignore[arg-type]


def approve(world: World, amendment: Amendment) -> Amendment:
    """The Party organ's officer approves."""
    with opened(world.scope("party_officer", LATER.date())) as scope:
        return approve_amendment(actor=scope, report_id=amendment.report_id, amendment_id=amendment.pk, at=LATER)
