"""The nouns of the product, one a file, with their rules as named constraints."""

from courseapp.models.course import Course, Figure, FormerSlug, Lesson, Phase, Step
from courseapp.models.enrolment import Cohort, Enrolment, Pace, Paced
from courseapp.models.framework import Framework, Verdicts
from courseapp.models.mail import Mail
from courseapp.models.opening import Opening
from courseapp.models.prediction import Confidence, Prediction
from courseapp.models.question import Question, Revision, Solution
from courseapp.models.user import User

__all__ = [
    "Cohort",
    "Confidence",
    "Course",
    "Enrolment",
    "Figure",
    "FormerSlug",
    "Framework",
    "Lesson",
    "Mail",
    "Opening",
    "Pace",
    "Paced",
    "Phase",
    "Prediction",
    "Question",
    "Revision",
    "Solution",
    "Step",
    "User",
    "Verdicts",
]
