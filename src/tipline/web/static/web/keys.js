// A key does what the list on this page says, and nothing else.
//
// The list (the dialog that `?` opens) is made on the server from one table; this module reads
// it there. Single letters are off until a person switches them on in this browser. No key
// works while somebody types, and no key writes anything: each moves, opens or shows.

const STORE = "tipline.keys";

function readChoice() {
  try {
    const choice = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    return { on: choice.on === true, keys: choice.keys ?? {} };
  } catch {
    return { on: false, keys: {} };
  }
}

function readCommands(choice) {
  const rows = document.querySelectorAll("#key-map [data-key-command]:not([data-fixed])");
  return [...rows].map((row) => {
    const name = row.dataset.keyCommand;
    const key = choice.keys[name] ?? row.dataset.key;
    row.querySelector("kbd").textContent = key || "none";
    return { name, key };
  });
}

function isTyping(target) {
  return target.closest?.("input, textarea, select, [contenteditable]") !== null;
}

function say(text) {
  document.getElementById("status").textContent = text;
}

function areaOf(kind) {
  return document.activeElement?.closest(`[data-stop-area="${kind}"]`) ?? null;
}

function move(kind, step) {
  const stops = [...document.querySelectorAll(`[data-stop="${kind}"]`)];
  const here = stops.indexOf(areaOf(kind)?.querySelector(`[data-stop="${kind}"]`));
  const next = here < 0 && step < 0 ? stops.length - 1 : here + step;
  if (next < 0 || next >= stops.length) {
    say(step > 0 ? `This is the last ${kind}` : `This is the first ${kind}`);
    return;
  }
  stops[next].focus();
  stops[next].scrollIntoView({ block: "nearest" });
}

function follow(name) {
  const here = areaOf("group")?.querySelector(`[data-command="${name}"]`);
  const target = here ?? document.querySelector(`[data-command="${name}"]`);
  if (target?.dataset.commandAction === "focus") target.focus();
  else target?.click();
  // A choice is made, not sent: what it needs next is the reason, typed by hand.
  if (target?.dataset.commandThen) document.getElementById(target.dataset.commandThen).focus();
}

function act(name) {
  const step = /^(next|previous)-(\w+)$/.exec(name);
  if (step) move(step[2], step[1] === "next" ? 1 : -1);
  else if (name === "keys") document.getElementById("key-map").showModal();
  else follow(name);
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.key === "?") return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const choice = readChoice();
  const command = readCommands(choice).find(({ key }) => key && key === event.key);
  if (!command || (!choice.on && command.name !== "keys")) return;
  event.preventDefault();
  act(command.name);
}

function start() {
  const dialog = document.getElementById("key-map");
  if (!dialog) return;
  const choice = readChoice();
  readCommands(choice);
  dialog.querySelector("[data-keys-state]").textContent = choice.on ? "on" : "off";
  document.addEventListener("keydown", onKey);
  document.querySelector('[data-command="keys"]').addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
  });
}

start();
