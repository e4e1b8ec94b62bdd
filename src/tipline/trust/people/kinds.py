"""Name the events that people and sign-in leave."""

KINDS = {
    "trust:agency:add": "An agency was added.",
    "trust:person:add": "A person was given an account and roles at an agency.",
    "trust:person:disable": "A person's account was closed and every session of theirs ended.",
    "trust:password:set": "A person's password was replaced.",
    "trust:session:open": "A person signed in.",
    "trust:session:close": "A person signed out.",
    "trust:session:refuse": "A sign-in failed; `unknown` stands for an address that nobody has.",
}
