"""What the editor of a text shows, and where its scripts ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.urls import reverse

if TYPE_CHECKING:
    from saadan.snapshot.snapshot import Snapshot

#: Types of pictures that may be sent.
PICTURES: Final = ("image/png", "image/jpeg", "image/gif", "image/webp")
#: Bytes; what a phone's camera makes fits.
LARGEST_PICTURE: Final = 20 * 1024 * 1024


class Box(NamedTuple):
    """A kind of highlighted box that the handbook has."""

    name: str  #: as in {: .name }
    title: str


class Editor(NamedTuple):
    """The context of `editor/editor.html`, which stands within a form of the screen around it."""

    path: str  #: of the file that is written; links are written as seen from its folder
    text: str  #: as `editing.source.Source.shown` has it, or what was sent and could not be saved
    seen: str  #: the blob that the text is based on; "" for a new file
    preview: str  #: where the text is sent to be seen as a page
    upload: str  #: where pictures are sent; "" when there can be none
    draft: str  #: names what is written and by whom, to keep what was not saved on this device
    search: str  #: where pages are searched
    entries: str  #: where entries of registers are searched
    boxes: tuple[Box, ...]
    first_line: int = 1  #: of the file, at which the text begins: problems are named by lines of it
    pictures: tuple[str, ...] = PICTURES
    largest: int = LARGEST_PICTURE
    is_changed: bool = False  #: whether the text is another than the one last saved


def editor_for(
    snapshot: Snapshot,
    *,
    path: str,
    text: str,
    seen: str,
    preview: str,
    draft: str,
    upload: str = "",
    first_line: int = 1,
    is_changed: bool = False,
) -> Editor:
    """Return the editor of one text.

    Args:
        snapshot: as the writer's audience sees it
        draft: one for each person and file; another person on the same device has another
        is_changed: whether `text` was sent and could not be saved, so that leaving would lose it
    """
    callouts = snapshot.settings.callouts
    return Editor(
        path=path,
        text=text,
        seen=seen,
        preview=preview,
        upload=upload,
        draft=draft,
        search=reverse("api-search"),
        entries=reverse("editor-entries"),
        boxes=tuple(Box(name, callout.title or name) for name, callout in callouts),
        first_line=first_line,
        is_changed=is_changed,
    )
