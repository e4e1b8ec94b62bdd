// Five minutes before the session ends it says so and offers to go on; at its end the page goes.
//
// What was revealed does not stay on an unattended screen after the session is over.

const WARN_SECONDS = 300;
const dialog = document.getElementById("session-warning");
const form = dialog.querySelector("form");
let timers = [];

function start(seconds) {
  timers.forEach(clearTimeout);
  timers = [
    setTimeout(() => dialog.showModal(), Math.max(0, seconds - WARN_SECONDS) * 1000),
    setTimeout(() => location.replace("/accounts/login/"), seconds * 1000),
  ];
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.status !== 204) {
    location.replace("/accounts/login/");
    return;
  }
  dialog.close();
  start(Number(dialog.dataset.secondsLeft));
});

start(Number(dialog.dataset.secondsLeft));
