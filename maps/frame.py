"""What stands around an answer: language, nonce, what can be and is chosen, and the addresses made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from maps.choices import Choice, Choices, CityChoice, QuestionChoice, RemarkForm, page_parameters


@dataclass(frozen=True)
class Urls:
    """URL paths. ``{city}`` and ``{question}`` are filled in by page and script; formats are asked with ``f=``."""

    page: str = "/"
    static: str = "/static"
    answer: str = "/api/v1/cities/{city}/questions/{question}/answer"
    """``f`` = geojson (what the script redraws from), json, csv, xlsx, html (the single-file export)."""
    nearest: str = "/api/v1/cities/{city}/questions/{question}/nearest"
    """``lon``, ``lat`` and the question's parameters → {"nearest": [{id, name, lon, lat, distance_m, within}]}."""
    search: str = "/api/v1/cities/{city}/search"
    """``q``, ``limit`` → {"found": [{kind, group, id, name, lon, lat, bounds, page, …}]}."""
    near: str = "/api/v1/cities/{city}/areas/{unit_set}/{code}/near"
    """What is near an area that could help; ``hazard`` → {"near": [{layer, name, distance_m, text, …}]}."""


VIEWS = ("", "projection", "map")


@dataclass(frozen=True)
class OldRelease:
    """The page shows an earlier release: its number and the current one's, and its date."""

    release: int
    current: int
    date: str


@dataclass(frozen=True)
class Frame:
    """Everything on the page around the answer: language, nonce, and what can be and is chosen."""

    lang: str
    nonce: str
    city: CityChoice | None
    cities: Sequence[CityChoice]
    questions: Sequence[QuestionChoice]
    question: str
    offers: Mapping[str, Choices]
    """Question id → what can be chosen for it in this city."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    urls: Urls = field(default_factory=Urls)
    scales: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """Population group → lower limits of the map's classes (maps.scales); without it they come from the answer shown."""
    home: str = "/"
    """Where the service's name leads."""
    remark: RemarkForm | None = None
    """The form for notes on the data; None where none are taken (switched off, no database, exports)."""
    view: str = ""
    """How the page is shown: "" as usual, "projection" in large type, "map" without anything around the map."""
    old: OldRelease | None = None
    """Set when the answer is from a release that is not the current one."""
    detour: float = 1.3
    """How much longer than the straight line a way on foot is taken to be, where minutes are told."""

    @classmethod
    def of(
        cls,
        lang: str,
        nonce: str,
        city: CityChoice | None,
        cities: Sequence[CityChoice],
        questions: Sequence[QuestionChoice],
        question: str,
        offers: Mapping[str, Choices],
        query: Mapping[str, str],
        urls: Urls | None = None,
        scales: Mapping[str, Sequence[int]] | None = None,
    ) -> Frame:
        """The frame of a page address: its parameters cleaned and completed by :func:`maps.choices.page_parameters`."""
        chosen = next((one for one in questions if one.id == question), None)
        parameters = page_parameters(query, chosen, offers.get(question, Choices()))
        return cls(lang, nonce, city, cities, questions, question, offers, parameters, urls or Urls(), scales or {})

    @property
    def choices(self) -> Choices:
        """The choices of the chosen question."""
        return self.offers.get(self.question, Choices())

    @property
    def chosen(self) -> QuestionChoice | None:
        """The chosen question, None when the catalogue has none of that name."""
        return next((one for one in self.questions if one.id == self.question), None)

    @property
    def hazard_choices(self) -> tuple[Choice, ...]:
        """The hazards of any question that needs one (the form keeps them, hidden, for the others)."""
        return next((one.hazards for one in self.offers.values() if one.hazards), ())

    def address(self, **other: str) -> str:
        """The page's address with everything chosen, and ``other`` members in place of those of the same name."""
        chosen = {"city": self.city.code if self.city else "", "question": self.question, **self.parameters}
        kept = {"release": str(self.old.release) if self.old else "", "view": self.view}
        chosen = {**chosen, **kept, "lang": self.lang, **other}
        return f"{self.urls.page}?{urlencode({name: value for name, value in chosen.items() if value != ''})}"

    def download(self, form: str, answer_id: str = "") -> str:
        """The address of the answer in a format of the API; by its id where it is not of the current release."""
        if answer_id:
            return f"/api/v1/answers/{quote(answer_id, safe='')}?{urlencode({'f': form, 'lang': self.lang})}"
        path = self.urls.answer.format(
            city=quote(self.city.code if self.city else "", safe=""), question=quote(self.question, safe="")
        )
        return f"{path}?{urlencode({**self.parameters, 'f': form, 'lang': self.lang})}"

    def brief(self) -> str:
        """The address of the ward's briefing with everything chosen."""
        chosen = {"city": self.city.code if self.city else "", "question": self.question, **self.parameters, "lang": self.lang}
        return f"/papers/brief.pdf?{urlencode({name: value for name, value in chosen.items() if value != ''})}"
