// Beside each time in UTC stands the time where this browser is, when the two differ.

const zone = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
});

for (const element of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.valueOf()) || moment.getTimezoneOffset() === 0) continue;
  const local = document.createElement("span");
  local.className = "local-time";
  local.textContent = ` (${zone.format(moment)})`;
  element.after(local);
}
