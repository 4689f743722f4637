"""After any correction the sentences of a paper say what its tables say; older snapshots go on as they were."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.actions.amendments import approve_amendment, propose_amendment
from reports.actions.explanations import put_by_hand
from reports.actions.paragraphs import save_narrative
from reports.actions.submission import submit_report
from reports.amending import amended, places
from reports.content import AmendmentLine, FieldContent, ReportContent
from reports.gather import gather
from reports.models import Report
from reports.queries import any_report
from reports.rendering import content_of
from reports.retelling import read
from reports.rules.chips import by_key, keys
from reports.rules.figures import COLUMNS, share
from reports.writing import sentences_of
from schooladmin.core.errors import Refusal
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import opened, system
from tests.closing import open_quarter
from tests.factory import World, moment
from tests.stage import add_request

NOW = moment("2026-10-12 20:00")
LATER = moment("2026-10-20 09:00")
RECEIVED = "procedures.RUT-HOC-BA.received"
TYPED = (
    "Rút học bạ nhận [[procedures.RUT-HOC-BA.received]], xong [[procedures.RUT-HOC-BA.solved]], trễ "
    "[[procedures.RUT-HOC-BA.solved_late]]; đạt [[procedures.total.on_time_share]], còn "
    "[[procedures.total.in_progress]].\n\nTrong 3 buổi, có [[procedures.total.withdrawn]] rút."
)


@pytest.fixture
def report(calendar: None, world: World) -> Report:
    """A written report of a quarter with one request, whose text names figures."""
    with time_machine.travel(NOW, tick=False):
        report = open_quarter(world)
        with opened(system(NOW.date(), "test")):
            add_request(world.school, moment("2026-09-09 08:00"), solved=True)
        with opened(world.scope("principal", NOW.date())) as scope:
            for key in ("procedures", "limitations"):
                save_narrative(actor=scope, report_id=report.pk, field_key=key, text=TYPED, expected_version=1, at=NOW)
    return report


def fresh(report: Report) -> Report:
    with opened(system(NOW.date(), "test")):
        return any_report().get(pk=report.pk)


def cell(content: ReportContent, regime: Regime, key: str) -> Decimal | None:
    """What the tables of the paper say of a figure: those of the outline, or form 06."""
    _room, code, name = key.split(".")
    columns = {
        "carried": ("carried_over",), "received": ("online", "not_online"), "solved": ("solved",),
        "solved_on_time": ("solved_early", "solved_on_day"), "solved_late": ("solved_late",),
        "in_progress": ("in_progress",), "late": ("late",), "refused": ("refused",), "withdrawn": ("withdrawn",),
    }  # fmt: skip

    def total(name: str) -> int:
        if regime is Regime.STATE:
            rows = [line.values for line in content.form06 if code in ("total", line.code)]
            return sum(values[column] for values in rows for column in columns[name])
        return sum(getattr(row, COLUMNS[name]) for row in content.procedures if code in ("total", row.code))

    return share(total("solved_on_time"), total("solved")) if name == "on_time_share" else Decimal(total(name))


def assert_says_what_its_tables_say(content: ReportContent, regime: Regime) -> None:
    figures = by_key(content.figures)
    texts = [(field.narrative, field.paragraphs) for field in content.fields]
    named = 0
    for narrative, lines in [*texts, (content.limitations, content.limitations_paragraphs)]:
        assert lines is not None
        assert narrative == read(lines, figures)
        for key in [key for line in lines for key in keys(line.text) if key.startswith("procedures.")]:
            assert figures[key].number == cell(content, regime, key), key
            named += 1
    for field in content.fields:
        now = {draft.key: draft.text for draft in sentences_of(field, figures)}
        assert {line.source_key: line.text for line in field.paragraphs or () if line.is_ruled}.items() <= now.items()
    assert named
    assert ReportContent.from_json(content.to_json()) == content


@time_machine.travel(NOW, tick=False)
def test_after_any_correction_no_chip_differs_from_its_table(world: World, report: Report) -> None:
    with opened(world.scope("principal", NOW.date())) as scope:
        put_by_hand(
            actor=scope, report_id=report.pk, key=RECEIVED, value=9, reason="Sổ giấy", expected_version=0, at=NOW
        )
    with opened(system(NOW.date(), "test")):
        papers = {regime: gather(report, NOW.date(), regime) for regime in Regime if regime in ("party", "state")}

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sampled_from(sorted(papers)), st.lists(st.integers(0, 30), max_size=5), st.data())
    def holds(regime: Regime, values: list[int], data: st.DataObject) -> None:
        content = papers[regime]
        assert_says_what_its_tables_say(content, regime)
        for number, value in enumerate(values, 1):
            known = places(content, regime)
            asked = [place for place in known if place.is_text or "RUT-HOC-BA" in place.key or "CHUYEN" in place.key]
            place = data.draw(st.sampled_from(asked))
            new = f"{place.value}\n\nThêm {value} việc." if place.is_text else str(value)
            line = AmendmentLine(number, NOW.date(), place.key, place.label, place.value, new, "sót")
            content = amended(content, line)
            assert "{" not in content.amendments[-1].new
            assert_says_what_its_tables_say(content, regime)

    holds()


@time_machine.travel(LATER, tick=False)
def test_a_corrected_figure_changes_the_sentences_of_the_paper_and_of_the_page(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    with opened(world.scope("principal", NOW.date())) as scope:
        submit_report(actor=scope, report_id=report.pk, at=NOW)
    correct(world, report, RECEIVED, "7")
    party = content_of(fresh(report), LATER.date())
    text = next(field.narrative for field in party.fields if field.key == "procedures")
    assert text.startswith("Trong kỳ, đơn vị tiếp nhận 7 hồ sơ; đã giải quyết 1 hồ sơ")
    assert "Rút học bạ nhận 7 hồ sơ, xong 1 hồ sơ" in text
    assert "Rút học bạ nhận 7 hồ sơ" in party.limitations
    state = content_of(fresh(report), LATER.date(), Regime.STATE)
    assert "tiếp nhận 1 hồ sơ" in " ".join(field.narrative for field in state.fields)  # each paper has its corrections
    words = "Nhận {Rút học bạ: tiếp nhận}, tất cả đều đúng hạn."
    client = as_user("principal")
    form = client.get(reverse("reports.amendment.propose", args=[report.pk]), {"key": "text:procedures"})
    assert "Rút học bạ nhận {Rút học bạ: tiếp nhận}" in form.content.decode()
    correct(world, report, "text:procedures", words)
    party = content_of(fresh(report), LATER.date())
    assert party.amendments[-1].new == "Nhận 7 hồ sơ, tất cả đều đúng hạn."
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "tất cả đều đúng hạn." in page
    assert 'id="part-procedures-drafted-procedures"' not in page
    assert "{Rút học bạ" not in page
    correct(world, report, RECEIVED, "8")
    party = content_of(fresh(report), LATER.date())
    assert next(field.narrative for field in party.fields if field.key == "procedures") == (
        "Nhận 8 hồ sơ, tất cả đều đúng hạn."
    )
    with pytest.raises(Refusal) as refused:
        correct(world, report, "text:procedures", "Nhận {số không ai biết}.")
    assert (refused.value.code, refused.value.field) == ("chip-unknown", "new")


def correct(world: World, report: Report, key: str, new: str) -> None:
    with opened(world.scope("principal", LATER.date())) as scope:
        row = propose_amendment(
            actor=scope,
            report_id=report.pk,
            regime=Regime.PARTY,
            key=key,
            new=new,
            reason="Nhập sót hồ sơ giấy",
            mutation_id=uuid.uuid4(),
            at=LATER,
        )
    with opened(world.scope("party_officer", LATER.date())) as scope:
        approve_amendment(actor=scope, report_id=report.pk, amendment_id=row.pk, at=LATER)


@time_machine.travel(NOW, tick=False)
def test_a_corrected_nought_takes_its_sentence_with_it(world: World, calendar: None) -> None:
    report = open_quarter(world)
    with opened(system(NOW.date(), "test")):
        content = gather(fresh(report), NOW.date())
    field = the_counted(content)
    assert field.narrative.startswith("Trong kỳ không phát sinh hồ sơ thủ tục hành chính.")
    line = AmendmentLine(1, NOW.date(), RECEIVED, "Rút học bạ: tiếp nhận", "0", "7", "sót")
    after = the_counted(amended(content, line))
    assert "không phát sinh" not in after.narrative
    assert after.narrative.startswith("Trong kỳ, đơn vị tiếp nhận 7 hồ sơ; đã giải quyết 0 hồ sơ.")
    left_out = replace(field, paragraphs=tuple(replace(one, text="", is_ruled=False) for one in field.paragraphs or ()))
    silent = replace(content, fields=(left_out,))
    assert the_counted(amended(silent, line)).narrative == ""  # what somebody left out does not come back


def the_counted(content: ReportContent) -> FieldContent:
    return next(field for field in content.fields if "procedures" in field.tables)


@time_machine.travel(NOW, tick=False)
def test_a_snapshot_from_before_keeps_its_words_and_says_so(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    with opened(system(NOW.date(), "test")):
        content = gather(report, NOW.date())
    data = content.to_json()
    del data["limitations_paragraphs"]
    for row in data["fields"]:
        del row["paragraphs"]
    old = ReportContent.from_json(data)
    assert not old.keeps_chips
    line = AmendmentLine(1, date(2026, 10, 20), RECEIVED, "Rút học bạ: tiếp nhận", "1", "7", "sót")
    after = amended(old, line)
    assert after.figure(RECEIVED).value == "7"
    assert the_counted(after).narrative == the_counted(old).narrative
    words = amended(old, replace(line, key="text:procedures", old="", new="Lời {có ngoặc}."))
    assert the_counted(words).narrative == "Lời {có ngoặc}."
    with opened(world.scope("principal", NOW.date())) as scope:
        submit_report(actor=scope, report_id=report.pk, at=NOW)
    snapshot = fresh(report).current_snapshot
    assert snapshot is not None
    client, url = as_user("principal"), reverse("reports.amendment.propose", args=[report.pk])
    assert "câu nhắc số này tự đổi theo" in client.get(url).content.decode()
    type(snapshot)._base_manager.filter(pk=snapshot.pk).update(data={**snapshot.data, "party": data})
    assert "phần lời có nhắc số này thì đính chính cả mục lời" in client.get(url).content.decode()
