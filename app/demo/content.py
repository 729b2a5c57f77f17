"""What every institution begins with: the delivered standards, questionnaires and matrices, published."""

from app.demo.acting import Cast
from app.standards.content.loading import load_all
from app.standards.services import publishing


def publish(cast: Cast) -> None:
    questionnaires, catalogue = load_all()
    publishing.publish_all(cast.operator(), questionnaires, catalogue)
    cast.done()
