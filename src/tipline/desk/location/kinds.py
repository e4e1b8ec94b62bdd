"""List the kinds of audit event that location leaves."""

KINDS: dict[str, str] = {
    "location:dataset:add": "A place dataset was installed, with its edition and licence.",
    "location:dataset:remove": "A place dataset was removed; no place is read from it any more.",
    "location:reports:locate": "Places were derived of arrived reports, from named datasets.",
}
