"""What a reader of the HTML part sees, for comparison with the text part."""

from html.parser import HTMLParser


class Page(HTMLParser):
    """The tags of a page in order, and its words without the marks of bullets."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        self._inside: list[str] = []
        self._row: list[str] = []
        self.feed(source)
        self.close()
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        self._inside.append(tag)
        if tag not in ("bdi", "a", "strong", "span"):
            self._end_row()

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("bdi", "a", "strong", "span"):
            self._end_row()
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" not in self._inside and not ("span" in self._inside and data == "• "):
            self._row.append(data)

    def _end_row(self) -> None:
        self.words.extend("".join(self._row).split())
        self._row.clear()

    def kinds(self) -> list[str]:
        return [tag for tag, _ in self.tags]


def words_of_text(text: str) -> list[str]:
    """The words of a text part without its bullets, quotation marks at line starts and the foot's separator."""
    words: list[str] = []
    for line in text.splitlines():
        if line == "-- ":
            continue
        words.extend((line[1:] if line.startswith((">", "- ")) else line).split())
    return words
