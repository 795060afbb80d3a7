"""A PDF file that is locked as the standard says for RC4 of 128 bits (ISO 32000-1, 7.6.3, revision 3)."""

from __future__ import annotations

from hashlib import md5

from tests.ingest.pdf.handmade import written

WORDS = "Targets 2024"
_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = b"0123456789abcdef"
_RIGHTS = (-3904).to_bytes(4, "little", signed=True)
_CONTENT = 5  # number of the object that is the page's content


def locked(password: bytes, owner: bytes = b"owner") -> bytes:
    """A file of one page with WORDS, which opens with ``password``; an empty one is asked of nobody."""
    start = _again(md5((owner + _PAD)[:32]).digest())
    owners = _twenty_times(start, (password + _PAD)[:32])
    key = _again(md5((password + _PAD)[:32] + owners + _RIGHTS + _ID).digest())
    users = _twenty_times(key, md5(_PAD + _ID).digest()) + bytes(16)
    own = md5(key + _CONTENT.to_bytes(3, "little") + bytes(2)).digest()
    content = _rc4(own, f"BT /F 10 Tf 100 700 Td ({WORDS}) Tj ET".encode())
    entries = (owners.hex().encode(), users.hex().encode(), int.from_bytes(_RIGHTS, "little", signed=True))
    return written(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            b"/Resources<</Font<</F 4 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
            b"<</Filter/Standard/V 2/R 3/Length 128/O<%b>/U<%b>/P %d>>" % entries,
        ],
        b"/Encrypt 6 0 R/ID[<%b><%b>]" % ((_ID.hex().encode(),) * 2),
    )


def _again(digest: bytes) -> bytes:
    for _ in range(50):
        digest = md5(digest).digest()
    return digest


def _twenty_times(key: bytes, data: bytes) -> bytes:
    for number in range(20):
        data = _rc4(bytes(byte ^ number for byte in key), data)
    return data


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
