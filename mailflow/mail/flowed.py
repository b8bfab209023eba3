"""Flowed: text/plain with format=flowed, brought back to the paragraphs that were typed (RFC 3676)."""

TYPED = "\u2060"  # a word joiner, which nobody sees


def unflow(text: str, *, delsp: bool = False) -> str:
    """Join the soft-broken lines of `text`, quote level by quote level (RFC 3676 section 4).

    A typed line that begins with ">" was stuffed with a space, and keeps TYPED in front of it.

    `delsp` drops the trailing space of a soft break instead of keeping it. A signature separator
    ("-- ") never flows. The quote marks stay in front of each joined line.
    """
    lines: list[str] = []
    paragraph: list[str] = []
    depth_of_paragraph = 0

    def close() -> None:
        if paragraph:
            lines.append((">" * depth_of_paragraph + " " if depth_of_paragraph else "") + "".join(paragraph))
            paragraph.clear()

    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if not depth and content.startswith(">"):
            content = TYPED + content
        if depth != depth_of_paragraph or content.rstrip("\r") == "-- ":
            close()
        depth_of_paragraph = depth
        soft = content.endswith(" ") and content != "-- "
        paragraph.append(content[:-1] if soft and delsp else content)
        if not soft:
            close()
    close()
    return "\n".join(lines)
