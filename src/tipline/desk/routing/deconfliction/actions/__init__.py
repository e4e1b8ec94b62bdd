"""The only writers of deconfliction."""

from tipline.desk.routing.deconfliction.actions.answering import AnsweredQuestion, answer_question
from tipline.desk.routing.deconfliction.actions.asking import AskedQuestion, ask_partner
from tipline.desk.routing.deconfliction.actions.comparing import ComparedAnswer, compare_answer
from tipline.desk.routing.deconfliction.actions.partners import add_key, add_partner

__all__ = [
    "AnsweredQuestion",
    "AskedQuestion",
    "ComparedAnswer",
    "add_key",
    "add_partner",
    "answer_question",
    "ask_partner",
    "compare_answer",
]
