"""Banner: what a mail gateway puts above the words of a mail from outside ("CAUTION: This email originated …")."""

import re
from collections.abc import Sequence

from mailflow.mail.line import Line

MAX_LINES = 6

_WARNS = re.compile(
    r"\W{0,6}(?:caution|warning|external|notice|alert|achtung|warnung|vorsicht|extern|attention|avertissement|externe|atención"
    r"|precaución|externo|atenção|cuidado|attenzione|esterno|let op|waarschuwing|advarsel|ekstern|varning|uwaga)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"outside|external|extern|außerhalb|extérieur|fuera de|fora d|esterno|dall'esterno|buiten|udefra|utenfor|utanför|spoza",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"attachments?|links?\b|anhänge|pièces jointes|liens|adjuntos|enlaces|anexos|allegati|bijlagen|vedhæft|vedlegg|bilag"
    r"|załącznik|sender|absender|expéditeur|remitente|remetente|mittente|afzender",
    re.IGNORECASE,
)


def removed(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without a gateway's warning on top; it warns, says "outside", and speaks of attachments or senders."""
    start = next((i for i, line in enumerate(lines) if not line.blank), len(lines))
    end = next((i for i in range(start, min(start + MAX_LINES + 1, len(lines))) if lines[i].blank), len(lines))
    if end == len(lines) or end - start > MAX_LINES:
        return lines
    words = " ".join(line.text for line in lines[start:end])[:1000]
    if _WARNS.match(words) and _OUTSIDE.search(words) and _ADVICE.search(words):
        return lines[end:]
    return lines
