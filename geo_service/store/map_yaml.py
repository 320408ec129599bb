"""The YAML of column maps: plain values only, in a small plain file. Anchors and aliases, which can swell, are refused."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None) is not None:
            raise yaml.composer.ComposerError(None, None, "anchors and aliases (& and *) are not allowed", event.start_mark)
        return super().compose_node(parent, index)

    def construct_scalar(self, node: Any) -> Any:
        value = super().construct_scalar(node)
        if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
            raise yaml.constructor.ConstructorError(None, None, "half of a character", node.start_mark)
        return value

    def date(self, node: Any) -> datetime.date | str:
        """A date, or what is written where there is no such day: the key's own check names it."""
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return str(self.construct_scalar(node))


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.date)


class MapError(Exception):
    """A map file that cannot be read: ``rule`` and both sentences."""

    def __init__(self, rule: str, ja: str, en: str) -> None:
        super().__init__(en)
        self.rule, self.ja, self.en = rule, ja, en


def read_yaml(path: Path) -> Any:
    """What the file says. MapError: no plain file, too large, not UTF-8, no YAML, or YAML of a kind no map needs."""
    try:
        # A pipe or a device never ends.
        if not path.is_file():
            raise MapError("no_file", "ふつうのファイルではありません。", "It is no plain file.")
        if path.stat().st_size > MOST_BYTES:
            raise MapError("too_large", "大きすぎます（上限1 MB）。", "It is too large: a map has at most 1 MB.")
        # No SafeLoader's work is unsafe; the linter knows it by its name alone.
        return yaml.load(path.read_text(encoding="utf-8-sig"), _Loader)
    except UnicodeError:
        raise MapError("encoding", "UTF-8で書いてください。", "Write it in UTF-8.") from None
    except RecursionError:
        raise MapError("deep", "入れ子が深すぎます。", "It is nested too deeply.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" {mark.line + 1}" if mark else ""
        if isinstance(error, yaml.composer.ComposerError) and "not allowed" in str(error.problem):
            raise MapError(
                "alias",
                f"アンカーと別名（& と *）は使えません（行{line}）。値をそのまま書くか、引用符で囲んでください。",
                f"Anchors and aliases (& and *) are not allowed (line{line}). Write the value itself, or put it into quotes.",
            ) from None
        raise MapError("yaml", f"YAMLとして読めません（行{line}）。", f"It cannot be read as YAML (line{line}).") from None
    except (ValueError, ArithmeticError, LookupError, AttributeError, TypeError):  # "!!timestamp x", "!!bool x"
        raise MapError(
            "yaml",
            "読めない値があります（長すぎる数など）。引用符で囲んでください。",
            "It holds a value that cannot be read, such as a number of thousands of digits. Put it into quotes.",
        ) from None
    except OSError:
        raise MapError("unreadable", "開けません。", "It cannot be opened.") from None


def is_date(said: str) -> bool:
    """False for what looks like a date and is none; a year or words ("spring 2026") may stand for one."""
    if re.fullmatch(r"\d+-\d+(-\d+)?", said) is None:
        return True
    try:
        datetime.date.fromisoformat(said if said.count("-") == 2 else f"{said}-01")
    except ValueError:
        return False
    return True
