// Five minutes before the session ends it says so and offers to go on; at its end it signs out.
//
// What was revealed does not stay on an unattended screen, and opening the page that asks for the
// password would not be enough: while the session lasts, that page leads back in and extends it.

const WARN_SECONDS = 300;
const dialog = document.getElementById("session-warning");
const form = dialog.querySelector("form");
let timers = [];

function signOut() {
  document.getElementById("sign-out").submit();
}

function start(seconds) {
  timers.forEach(clearTimeout);
  timers = [
    setTimeout(() => dialog.showModal(), Math.max(0, seconds - WARN_SECONDS) * 1000),
    setTimeout(signOut, seconds * 1000),
  ];
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.status !== 204) {
    signOut();
    return;
  }
  dialog.close();
  start(Number(dialog.dataset.secondsLeft));
});

start(Number(dialog.dataset.secondsLeft));
