"""S/MIME: the mail inside an opaque signature (RFC 8551 section 3.5.2), where the signed words are in the signature."""

from asn1crypto.cms import ContentInfo


class NotSigned(Exception):
    """The bytes are no signature that encloses what it signs: they are encrypted, damaged, or something else."""


def content_of(signature: bytes) -> bytes:
    """The MIME entity that a CMS SignedData encloses (RFC 5652 section 5.1). Raises NotSigned.

    Who signed is not checked: a signature vouches for no more here than a From line does.
    """
    try:
        info = ContentInfo.load(signature)
        if info["content_type"].native != "signed_data":
            raise NotSigned(str(info["content_type"].native))
        content = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotSigned(type(error).__name__) from error
    if not isinstance(content, bytes):
        raise NotSigned("detached")
    return content
