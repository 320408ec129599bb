"""区域 of an association as lists write it ("○○町1丁目1–12番、2丁目（3番を除く）"), read into towns, 丁目, blocks and numbers.

What cannot be read is given back as it stands, never dropped: whoever wrote it knows what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from layers.text import fold_name, fold_text

Range = tuple[int, int]
"""First and last, both included."""


@dataclass(frozen=True)
class AreaPart:
    """One part of an area. ``town``: folded name without its 丁目; ``chome``: None = the town has none, or all of them.

    ``blocks``: ranges of 番 (empty = all); ``numbers``: ranges of 号 within the one block; ``without``: 番 left out;
    ``partly``: the list says の一部 and not which. ``said``: the words it was read from.
    """

    town: str
    chome: int | None = None
    blocks: tuple[Range, ...] = ()
    numbers: tuple[Range, ...] = ()
    without: tuple[Range, ...] = ()
    partly: bool = False
    said: str = ""

    @property
    def whole(self) -> bool:
        """Whether it is all of the town or 丁目."""
        return not (self.blocks or self.numbers or self.without or self.partly)

    def holds(self, block: int) -> bool:
        """Whether a 番 belongs to the part as far as the text says."""
        inside = not self.blocks or any(first <= block <= last for first, last in self.blocks)
        return inside and not any(first <= block <= last for first, last in self.without)


@dataclass(frozen=True)
class AreaText:
    """A text read: its parts, the pieces that were not understood, and the words that could mean two things."""

    parts: tuple[AreaPart, ...]
    unread: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


_TO = r"\s*(?:~|-|から|ないし|乃至|至)\s*"
_RANGE = rf"\d+(?:\s*(?:番地?|号|丁目)?{_TO}\d+)?"
_BETWEEN = re.compile(r"[、,;/\n。]|及び|並びに|および|ならびに|(?<=[0-9目番号域部])[・と](?=\S)")
_PARTLY = re.compile(r"の?(?:一部|各一部)(?:地域|区域)?$")
_WHOLE = re.compile(r"の?(?:全域|全部|全地域|全区域|一円|全て|すべて)$")
_WITHOUT = re.compile(r"\(([^()]*?)(?:を|は)?(?:除く|除外|以外|含まない)\)|(?:ただし|但し),?(.*?)(?:を|は)除く")
_CHOME = re.compile(rf"^(?P<town>.*?)(?P<chome>\d+(?:(?:丁目)?{_TO}\d+)?)丁目(?P<rest>.*)$")
_BLOCKS = re.compile(rf"^(?P<town>\D*?)(?P<first>\d+)\s*(?:番地?)?(?:{_TO}(?P<last>\d+)\s*(?:番地?)?)?(?P<unit>番地?)?$")
_NUMBERS = re.compile(rf"^(?P<block>\d+)\s*(?:番地?の?|-)\s*(?P<first>\d+)\s*号?(?:{_TO}(?P<last>\d+)\s*号?)?$")
_ADDRESS = re.compile(r"^(?P<town>\D+?)?(?P<chome>\d+)-(?P<first>\d+)(?:~(?P<last>\d+))?$")


def read_area(text: str) -> AreaText:
    """The parts of an area as a list writes it. Towns and 丁目 said once hold for what follows them."""
    parts: list[AreaPart] = []
    unread: list[str] = []
    doubtful: list[str] = []
    town, chome = "", None
    for piece in _pieces(text):
        found = _read(piece, town, chome, doubtful)
        if found is None:
            unread.append(piece)
            continue
        parts += found
        town, chome = found[-1].town, found[-1].chome
    return AreaText(tuple(_joined(parts)), tuple(unread), tuple(doubtful))


def _pieces(text: str) -> Iterator[str]:
    """The listed pieces; separators within brackets do not part."""
    plain = fold_name(fold_text(text.replace("\r", "\n").replace("\n", "、")).replace("(一部)", "の一部"))
    depth, start, at = 0, 0, 0
    while at < len(plain):
        depth += {"(": 1, ")": -1}.get(plain[at], 0)
        found = _BETWEEN.match(plain, at) if depth <= 0 else None
        if found is not None:
            if piece := plain[start:at].strip(" .:"):
                yield piece
            at = start = found.end()
        else:
            at += 1
    if piece := plain[start:].strip(" .:"):
        yield piece


def _read(piece: str, town: str, chome: int | None, doubtful: list[str]) -> list[AreaPart] | None:
    plain, without = _taken_out(piece)
    partly = bool(_PARTLY.search(plain))
    plain = _WHOLE.sub("", _PARTLY.sub("", plain)).strip()
    if not plain or without is None:
        return None
    found = _of(plain, town, chome, doubtful, piece)
    if found is None:
        return None
    return [replace(one, without=without, partly=partly, said=piece) for one in found]


def _taken_out(piece: str) -> tuple[str, tuple[Range, ...] | None]:
    """The piece without its "(… を除く)", and the 番 taken out; None for those when they cannot be read."""
    ranges: list[Range] = []
    for found in _WITHOUT.finditer(piece):
        inside = found[1] if found[1] is not None else found[2]
        for one in filter(None, re.split(r"[、,・と]", re.sub(r"^.*丁目", "", inside))):
            read = re.fullmatch(rf"(\d+)\s*番?(?:地)?(?:{_TO}(\d+)\s*番?(?:地)?)?", one.strip())
            if read is None:
                return piece, None
            ranges.append(_range(read[1], read[2]))
    return _WITHOUT.sub("", piece).strip(" ,、"), tuple(ranges)


def _of(plain: str, town: str, chome: int | None, doubtful: list[str], piece: str) -> list[AreaPart] | None:
    found = _CHOME.match(plain)
    if found is not None:
        here = found["town"].strip() or town
        first, last = _ends(found["chome"])
        if last < first or (not here and found["town"] is None):
            return None
        if first != last:
            return [AreaPart(here, one) for one in range(first, last + 1)] if not found["rest"].strip() else None
        return _within(AreaPart(here, first), found["rest"].strip(" の"))
    if (address := _ADDRESS.match(plain)) is not None and (address["town"] or chome is None):
        # 町名1-2 is an address (丁目-番); behind a 丁目 that was said it would be 番 1 to 2.
        doubtful.append(piece)
        blocks = (_range(address["first"], address["last"]),)
        return [AreaPart((address["town"] or "").strip() or town, int(address["chome"]), blocks)]
    if (block := _BLOCKS.match(plain)) is not None:
        here = block["town"].strip()
        if not here and not town:
            return None
        place = AreaPart(here, None) if here else AreaPart(town, chome)
        return [replace(place, blocks=(_range(block["first"], block["last"]),))]
    if re.search(r"\d", plain):
        return _within(AreaPart(town, chome), plain) if town else None
    return [AreaPart(plain)]


def _within(place: AreaPart, rest: str) -> list[AreaPart] | None:
    """A 丁目 with what stands behind it: nothing, blocks, or numbers of a block."""
    if not rest:
        return [place]
    ranges: list[Range] = []
    for one in filter(None, re.split(r"[・と]", rest)):
        if (numbers := _NUMBERS.match(one)) is not None and ("号" in one or "番" in one):
            block = int(numbers["block"])
            return [replace(place, blocks=((block, block),), numbers=(_range(numbers["first"], numbers["last"]),))]
        found = _BLOCKS.match(one)
        if found is None or found["town"]:
            return None
        ranges.append(_range(found["first"], found["last"]))
    return [replace(place, blocks=tuple(ranges))]


def _ends(text: str) -> Range:
    numbers = [int(one) for one in re.findall(r"\d+", text)]
    return numbers[0], numbers[-1]


def _range(first: str, last: str | None) -> Range:
    low, high = int(first), int(last or first)
    return (low, high) if low <= high else (high, low)


def _joined(parts: list[AreaPart]) -> Iterator[AreaPart]:
    """Blocks of one 丁目 that were listed one by one become one part."""
    kept: dict[tuple[str, int | None], AreaPart] = {}
    for one in parts:
        key = (one.town, one.chome)
        before = kept.get(key)
        simple = one.blocks and not (one.numbers or one.without or one.partly)
        if before is not None and simple and before.blocks and not (before.numbers or before.without or before.partly):
            kept[key] = replace(before, blocks=before.blocks + one.blocks, said=f"{before.said}、{one.said}")
        elif before is None:
            kept[key] = one
        else:
            yield before
            kept[key] = one
    yield from kept.values()
