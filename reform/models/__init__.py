"""The reform register: areas and results, indicators and values, systems, commitments."""

from reform.models.commitments import Commitment
from reform.models.indicators import Indicator, IndicatorValue, IndicatorVersion
from reform.models.inspections import Inspection
from reform.models.proofs import ProofRule, ValueEvidence
from reform.models.register import Area, AreaVersion, Result, ResultCitation, ResultEvidence, SubItem
from reform.models.systems import DigitalSystem, SystemKind

__all__ = [
    "Area",
    "AreaVersion",
    "Commitment",
    "DigitalSystem",
    "Indicator",
    "IndicatorValue",
    "IndicatorVersion",
    "Inspection",
    "ProofRule",
    "Result",
    "ResultCitation",
    "ResultEvidence",
    "SubItem",
    "SystemKind",
    "ValueEvidence",
]
