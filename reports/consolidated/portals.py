"""What a final consolidated report says in the fields of other screens."""

from reports.consolidated.batches import made_final
from reports.consolidated.content import SumsContent
from reports.consolidated.papers import summary_of, table_of
from reports.consolidated.rendering import STEM, document_of, page_url
from reports.portals import of_issue, spoken
from schooladmin.core.sheets import safe_text
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.portals.registry import PortalPaper, PortalSource, register_portal_source
from schooladmin.units.scope import Scope


def register() -> None:
    """Let consolidated reports be carried over to other screens (from ``AppConfig.ready``)."""
    register_portal_source(PortalSource("reports.consolidated", load))


def load(scope: Scope, key: str, base: str) -> PortalPaper:
    """The paper of a key as values, as it was made final. Raises OutOfScope, Forbidden, and Refusal before that."""
    office, quarter, final = made_final(scope, key)
    content = SumsContent.from_json(final.data)
    document, _profile = document_of(content, draft=False)
    rows = table_of(content)
    return PortalPaper(
        key=key,
        title=f"Báo cáo tổng hợp {quarter.label}",
        unit_id=office.pk,
        back=page_url(office, quarter),
        values={
            "kind": document.type_name.capitalize(),
            "stem": STEM,
            "abstract": " ".join(document.abstract),
            "day": f"{content.document_date:%d/%m/%Y}",
            "day_iso": content.document_date.isoformat(),
            "issuer": content.unit_name,
            "upper": content.upper_name,
            "signer": content.signer,
            "position": spoken(content.position, quarter),
            "unit": content.unit_name,
            "unit_code": content.unit_code,
            "period": quarter.label,
            "period_code": quarter.code,
            "first_day": f"{content.first:%d/%m/%Y}" if content.first else "",
            "last_day": f"{content.last:%d/%m/%Y}" if content.last else "",
            "summary": summary_of(content),
            "form06": "\n".join("\t".join(map(str, values)) for _name, values in rows),
            "form06_named": "\n".join("\t".join((safe_text(name), *map(str, values))) for name, values in rows),
        }
        | of_issue(current_issue(office.pk, key), base),
    )
