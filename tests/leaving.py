"""What leaves the product: every address that given records fill, and whether a secret stands in what came out."""

from io import BytesIO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from pypdf import PdfReader

CANARY = "Secret finding of the auditor"


def holds(content: bytes) -> bool:
    """Whether the secret stands in it: as it is, in a page of a PDF, or in a part of an archive or workbook."""
    if CANARY.encode() in content:
        return True
    if content.startswith(b"%PDF"):
        return any(CANARY in page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    try:
        with ZipFile(BytesIO(content)) as packed:
            return any(holds(packed.read(name)) for name in packed.namelist())
    except BadZipFile:
        return False


def addresses(app, known: dict[str, UUID]) -> list[str]:
    """Every address of the product that these records fill: pages, files, papers, exports, archives."""
    adapter = app.url_map.bind("localhost")
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments <= known.keys():
            continue
        if rule.endpoint.startswith(("static", "security.", "identity.")):
            continue
        found.append(adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments}))
    return found
