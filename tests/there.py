"""What a test knows to be there, said to the reader of types as well."""

from typing import TypeVar

Found = TypeVar("Found")


def there(found: Found | None) -> Found:
    assert found is not None
    return found
