"""What form 06 of a school says in the fields of other screens, with the figures of now."""

from datetime import timedelta

from procedures.queries.statistics import Statistics, statistics_of, statistics_url
from procedures.statistics.batches import asked
from procedures.statistics.sheets import pasteable
from procedures.statistics.words import period_words
from schooladmin.documents.portals.registry import PortalPaper, PortalSource, register_portal_source
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.queries import holder_on, name_on, supervisor_on
from schooladmin.units.scope import Scope


def register() -> None:
    """Let the statistics be carried over to other screens (from ``AppConfig.ready``)."""
    register_portal_source(PortalSource("procedures.statistics", load))


def load(scope: Scope, key: str, base: str) -> PortalPaper:
    """The form of a school and days as values. Raises OutOfScope for a school that the actor may not see."""
    subject, period = asked(scope, key)
    found = statistics_of(scope, subject, period)
    organ = supervisor_on(subject.unit_id, SupervisionKind.ADMINISTRATIVE, scope.at)
    holder = holder_on(subject.unit_id, Role.PRINCIPAL, scope.at)
    words = period_words(period)
    abstract = f"Tình hình, kết quả giải quyết thủ tục hành chính {words}"
    address = statistics_url(subject.code, period)
    return PortalPaper(
        key=key,
        title=f"Biểu 06/VPCP/KSTT {words}",
        unit_id=subject.unit_id,
        back=address,
        values={
            "kind": "Biểu số 06/VPCP/KSTT",
            "stem": "Bieu-06",
            "abstract": abstract,
            "day": f"{scope.at:%d/%m/%Y}",
            "day_iso": scope.at.isoformat(),
            "issuer": subject.name,
            "upper": name_on(organ.pk, scope.at).name if organ else "",
            "signer": holder.person.full_name if holder else "",
            "position": str(Role.PRINCIPAL.label) if holder else "",
            "unit": subject.name,
            "unit_code": subject.code,
            "period": words,
            "period_code": f"{period.start}_{period.end - timedelta(days=1)}",
            "first_day": f"{period.start:%d/%m/%Y}",
            "last_day": f"{period.end - timedelta(days=1):%d/%m/%Y}",
            "summary": _summary(found, words),
            "form06": pasteable(found.national, with_names=False),
            "form06_named": pasteable(found.national, with_names=True),
        },
    )


def _summary(found: Statistics, words: str) -> str:
    """The totals in two sentences. Vietnamese, as the form is."""
    balance = found.national.total.counts.balance
    solved = balance.solved
    return (
        f"{words.capitalize()}, {found.subject.name} phải giải quyết {balance.arrived} hồ sơ, đã giải "
        f"quyết {solved} hồ sơ, trong đó {solved - balance.solved_late} hồ sơ trước và đúng hạn; đang giải quyết "
        f"{balance.in_progress} hồ sơ."
    )
