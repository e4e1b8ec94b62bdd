"""Make what unrelated people share, and phone numbers that nobody shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tipline.synthetic.places import EXITS
from tipline.synthetic.types import Hub

if TYPE_CHECKING:
    from tipline.synthetic.dice import Dice
    from tipline.synthetic.kinds import Traits

DISPOSABLE = "disposable.example.net"  # a domain at which anybody may have a mailbox
# Area codes that belong to places in the US; in each, only 555-0100 to 555-0199 is for fiction.
# 202 is left to the providers' own desks.
AREA_CODES = (  # noqa: SIM905  codes read better as words
    "201 203 205 206 207 208 209 210 212 213 214 215 216 217 218 219 224 225 228 229 231 234 239 "
    "240 248 251 252 253 254 256 260 262 267 269 270 276 281 301 302 303 304 305 307 308 309 310 "
    "312 313 314 315 316 317 318 319 320 321 323 325 330 334 336 337 339 347 351 352 360 361 386 "
    "401 402 404 405 406 407 408 409 410 412 413 414 415 417 419 423 424 425 432 434 435 440 443 "
    "469 478 479 480 484 501 502 503 504 505 507 508 509 510 512 513 515 516 517 518 520 530 540 "
    "541 551 559 561 562 563 567 570 571 573 574 575 580 585 586 601 602 603 605 606 607 608 609 "
    "610 612 614 615 616 617 618 619 620 623 626 630 631 636 641 646 650 651 660 661 662 678 682 "
    "701 702 703 704 706 707 708 712 713 714 715 716 717 718 719 720 724 727 731 732 734 740 754 "
    "757 760 762 763 765 769 770 772 773 774 775 781 785 786 801 802 803 804 805 806 808 810 812 "
    "813 814 815 816 817 818 828 830 831 832 843 845 847 848 850 856 857 858 859 860 862 863 864 "
    "865 870 901 903 904 906 907 908 909 910 912 913 914 915 916 917 918 919 920 925 928 931 936 "
    "937 940 941 947 949 951 952 954 956 959 970 971 972 973 978 979 980 985 989"
).split()
_NUMBERS = len(AREA_CODES) * 100
_MOST_PER_BLOCK = 80
_KINDS = ("exit_address", "shared_mailbox", "default_device")


class Hubs:
    """The exits, mailboxes and device identifiers that unrelated people of a world share."""

    def __init__(self, reports: int, traits: Traits) -> None:
        self._share = {kind: getattr(traits, kind) for kind in _KINDS}
        self._second = traits.second_hub
        self._count = {
            kind: max(1, int(reports * share / traits.people_of_a_hub))
            for kind, share in self._share.items()
        }
        self._count["exit_address"] = min(self._count["exit_address"], EXITS.num_addresses - 2)
        self._exits = [str(address) for address in EXITS][1:-1]

    def draw(self, dice: Dice) -> tuple[Hub, ...]:
        """Draw the hubs that a person uses, if any; a second one only where the kind has it."""
        drawn = dice.unit()
        for kind, share in self._share.items():
            if drawn < share:
                first = self.draw_one(kind, dice)
                if self._second and dice.chance(self._second):
                    others = [each for each in _KINDS if each != kind]
                    return first, self.draw_one(dice.pick(others), dice)
                return (first,)
            drawn -= share
        return ()

    def draw_one(self, kind: str, dice: Dice) -> Hub:
        """Draw a hub of a kind."""
        return Hub(kind=kind, value=self._value(kind, dice.below(self._count[kind])))

    def draw_any(self, dice: Dice) -> Hub:
        """Draw a hub, of any kind alike."""
        return self.draw_one(dice.pick(_KINDS), dice)

    def _value(self, kind: str, index: int) -> str:
        if kind == "exit_address":
            return self._exits[index]
        if kind == "shared_mailbox":
            return f"anybody{index}@{DISPOSABLE}"
        return f"{index:015d}"


class Phonebook:
    """The phone numbers of one block: a slice of all that are reserved, each given once.

    There are some 25,000; a block that has given all of its slice gives none, so in worlds above
    half a million reports fewer people have a phone than the share says.
    """

    def __init__(self, block: int, blocks: int) -> None:
        size = min(_MOST_PER_BLOCK, _NUMBERS // blocks)
        self._next = block * size
        self._end = self._next + size

    def take(self) -> str | None:
        """Give the next number in E.164 form, for example `+12065550143`; none when used up."""
        if self._next >= self._end:
            return None
        number, self._next = self._next, self._next + 1
        return f"+1{AREA_CODES[number % len(AREA_CODES)]}55501{number // len(AREA_CODES):02d}"
