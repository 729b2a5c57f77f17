"""What stands above every responsibility matrix."""

from typing import Any

from app.standards.content.catalogue import Catalogue
from app.standards.queries.matrices import Shelf, Template
from app.standards.sheets.matrix_marks import said


def group_names(shelf: Shelf, edition: str) -> dict[str, str]:
    return {key: said(title) for key, title in shelf.groups(edition).items()}


def edition_title(catalogue: Catalogue, edition: str) -> str:
    framework, _slash, key = edition.partition("/")
    found = catalogue.frameworks.get(framework)
    if found is None:
        return edition
    title = next((said(one.title) for one in found.editions if one.key == key), key)
    return f"{said(found.title)} {title}"


def about(shelf: Shelf, template: Template) -> dict[str, Any]:
    """What stands above every table: whose claim it is, of which edition, how sure it is."""
    content = template.content
    return {
        "template": template.version,
        "title": said(content.title),
        "service": said(content.service),
        "about": said(content.about),
        "caution": said(content.caution),
        "certainty": content.certainty,
        "edition": edition_title(shelf.catalogue, content.edition),
        "edition_key": content.edition.partition("/"),
        "rows": len(content.rows),
        "actors": [said(actor.title) for actor in content.actors],
    }
