"""The catalogue of questions: small self-describing records."""

from geo_service.questions.build import build, question_spec, stored_question
from geo_service.questions.catalogue import CATALOGUE
from geo_service.questions.offer import HazardOffer, Offer, first_demand, offer
from geo_service.questions.spec import REACHES, SURENESS, Basis, QuestionSpec

__all__ = [
    "CATALOGUE",
    "REACHES",
    "SURENESS",
    "Basis",
    "HazardOffer",
    "Offer",
    "QuestionSpec",
    "build",
    "first_demand",
    "offer",
    "question_spec",
    "stored_question",
]
