"""Files inside a PDF (PDF/A-3): the data that a paper was made from, for archives and other programs.

The engine marks a file as PDF/A or as PDF/UA. It is both: the tags are the same, and the second mark is added here.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from schooladmin.documents.writers.base import Attachment
from schooladmin.documents.writers.pdf import engine

ARCHIVED = "pdf/a-3a"
_END = b"</rdf:RDF>"
# PDF/A lets no property into the metadata that its schema does not describe: so the mark comes with its schema.
_ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def options(attachments: Sequence[Attachment]) -> dict[str, Any]:
    """What the engine must be told to write these into the file. PDF/A-3a keeps all tags."""
    now = datetime.now(UTC)
    files = [
        engine.engine().Attachment(
            string=file.content,
            name=file.name,
            description=file.description,
            relationship=file.relationship,
            created=now,
            modified=now,
        )
        for file in attachments
    ]
    return {"pdf_variant": ARCHIVED, "attachments": files}


def say_accessible(pdf: Any) -> None:
    """Add the mark of PDF/UA-1 to the metadata of a PDF/A file that is about to be written."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    before, end, after = b"".join(metadata.stream).rpartition(_END)
    if not end:
        raise RuntimeError("the metadata of the file is made otherwise than known")
    metadata.stream = [before + _ACCESSIBLE + end + after]
