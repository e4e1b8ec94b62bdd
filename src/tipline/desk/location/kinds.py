"""List the kinds of audit event that location leaves."""

KINDS: dict[str, str] = {
    "location:dataset:add": "A place dataset was installed, with its edition and licence.",
    "location:dataset:bring-back": "The lost files of a recorded place dataset were put back.",
    "location:dataset:remove": "A place dataset was removed; no place is read from it any more.",
    "location:reports:locate": "Places were derived of arrived reports, from named datasets.",
}
