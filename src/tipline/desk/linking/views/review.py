"""Judge links, the one that would change most first: two reports side by side, then the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now as current_time
from django.views.decorators.http import require_POST, require_safe

from tipline.desk.linking.actions import judge
from tipline.desk.linking.actions.judging import BadJudgement
from tipline.desk.linking.ids import draw_cluster_id
from tipline.desk.linking.queries.paths import NoSuchReport
from tipline.desk.linking.queries.review import next_to_judge
from tipline.desk.linking.types import Judgement
from tipline.desk.linking.views.forms import JudgeForm
from tipline.desk.linking.views.gathering import gather_pair
from tipline.desk.linking.views.words import KINDS, bits_in_words
from tipline.trust.people.entrance import for_those_who_may
from tipline.trust.people.permissions import Action

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from tipline.desk.linking.queries.review import ToJudge
    from tipline.trust.people.types import Actor

WAITING = 20
_MOST_DIGITS = 18

Pair = tuple[int, int]


@require_safe
@for_those_who_may(Action.JUDGE_LINKS)
def show_review(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the pair that was asked for, or the one whose judgement would change most."""
    asked = _pair(request.GET, "one", "other")
    waiting = next_to_judge(actor, limit=WAITING)
    pair = asked or _first(waiting)
    form = JudgeForm(initial={"one": pair[0], "other": pair[1]}) if pair else None
    return _page(request, actor, pair, waiting, form)


@require_POST
@for_those_who_may(Action.JUDGE_LINKS)
def take_judgement(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep what somebody says of two reports, with the reason, and lead to the next pair."""
    form = JudgeForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        now = current_time()
        try:
            judge(
                actor,
                said["one"],
                said["other"],
                Judgement(said["judgement"]),
                reason=said["note"],
                now=now,
                draw_id=lambda: draw_cluster_id(now),
            )
        except BadJudgement as error:
            raise Http404 from error
        return redirect(f"{reverse('linking:review')}?done={said['one']}-{said['other']}")
    pair = _pair(request.POST, "one", "other")
    if pair is None:
        raise Http404
    return _page(request, actor, pair, next_to_judge(actor, limit=WAITING), form)


def _page(
    request: HttpRequest,
    actor: Actor,
    pair: Pair | None,
    waiting: tuple[ToJudge, ...],
    form: JudgeForm | None,
) -> HttpResponse:
    done = _done(request.GET.get("done"))
    try:
        shown = gather_pair(actor, *pair) if pair else None
        judged = gather_pair(actor, *done) if done else None
    except NoSuchReport as error:
        raise Http404 from error
    page = {
        "pair": shown,
        "form": form,
        "judged": judged,
        "waiting": [_line(one) for one in waiting],
        "next": _after(pair, waiting),
        "has_errors": bool(form and form.errors),
    }
    return render(request, "linking/review.html", page, status=422 if page["has_errors"] else 200)


def _pair(asked: QueryDict, one: str, other: str) -> Pair | None:
    """Read two numbers; None where neither is asked for, no page where they are none."""
    if one not in asked and other not in asked:
        return None
    return _number(asked.get(one)), _number(asked.get(other))


def _done(text: str | None) -> Pair | None:
    if text is None:
        return None
    one, _, other = text.partition("-")
    return _number(one), _number(other)


def _number(text: str | None) -> int:
    plain = (text or "").strip()
    if not (plain.isascii() and plain.isdigit() and len(plain) <= _MOST_DIGITS):
        raise Http404
    return int(plain)


def _first(waiting: tuple[ToJudge, ...]) -> Pair | None:
    return (waiting[0].report_id, waiting[0].other) if waiting else None


def _after(pair: Pair | None, waiting: tuple[ToJudge, ...]) -> Pair | None:
    """Give the pair that comes after this one in the list, the first after the last."""
    pairs = [(one.report_id, one.other) for one in waiting]
    at = pairs.index(pair) + 1 if pair in pairs else 0
    following = [one for one in pairs[at:] + pairs[:at] if one != pair]
    return following[0] if following else None


def _line(one: ToJudge) -> dict[str, Any]:
    return {
        "one": one.report_id,
        "other": one.other,
        "would_move": one.would_move,
        "strength": bits_in_words(one.bits),
        "kinds": ", ".join(KINDS[kind] for kind in one.kinds),
    }
