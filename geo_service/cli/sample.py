"""Loading the fictitious sample city, so that a first start shows a map."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from geo_service.cli.output import Lang, said
from geo_service.cli.progress import ProgressLine
from geo_service.sample.write import write_sample
from geo_service.store.load import LoadOptions, load


def load_sample(conninfo: str, lang: Lang) -> None:
    """Write the sample's files to a temporary folder and load them like any city's."""
    words = (
        "市のデータがまだないので、見本の市（みほん市、架空データ）を作って読み込みます。",
        "No city is loaded yet: making and loading the sample city (みほん市, fictitious).",
    )
    print(said(words, lang), file=sys.stderr, flush=True)
    with TemporaryDirectory(prefix="geo_service_sample_") as folder, ProgressLine(lang) as progress:
        write_sample(Path(folder))
        report = load(conninfo, [Path(folder)], LoadOptions(columns=Path(folder)), progress)
    error = report.error()
    if error is not None:
        raise error
