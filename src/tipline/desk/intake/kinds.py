"""Name every audit event that intake leaves."""

KINDS: dict[str, str] = {
    "intake:sender:issue": "An account on the wire was issued to an organisation.",
    "intake:sender:disable": "An account on the wire was closed.",
    "intake:report:open": "A sender opened a report.",
    "intake:file:upload": "A sender attached a file to an open report.",
    "intake:file:describe": "A sender described a file of an open report.",
    "intake:report:finish": "A sender finished a report; the receipt was given.",
    "intake:report:retract": "A sender cancelled an unfinished report.",
    "intake:report:expire": "Unfinished reports passed their time and were closed.",
    "intake:report:load": "Reports were loaded from files, folders or archives.",
    "intake:report:claim": "Received reports were handed to linking.",
}
