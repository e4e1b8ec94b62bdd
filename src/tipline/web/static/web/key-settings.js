// The page of keys keeps a person's choice in this browser: letters on or off, and which.

const STORE = "tipline.keys";
const form = document.getElementById("key-settings");
const inputs = [...form.querySelectorAll("input[data-name]")];
const status = document.getElementById("status");

function readChoice() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

function show(choice) {
  form.elements.on.checked = choice.on === true;
  for (const input of inputs) input.value = choice.keys?.[input.dataset.name] ?? input.dataset.key;
}

function overlaps(one, other) {
  const places = other.dataset.places.split(" ");
  return one.dataset.places.split(" ").some(
    (place) => places.includes(place) || place === "everywhere" || places.includes("everywhere"),
  );
}

function findClash() {
  return inputs.find((one) =>
    inputs.some((other) => other !== one && one.value && one.value === other.value && overlaps(one, other)),
  );
}

function complain(input) {
  const message = document.getElementById("key-clash");
  message.hidden = !input;
  for (const each of inputs) each.removeAttribute("aria-invalid");
  if (!input) return false;
  message.textContent = `The key ${input.value} is given to two actions on the same page. Give one of them another key, or none.`;
  input.setAttribute("aria-invalid", "true");
  input.focus();
  return true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (complain(findClash())) return;
  const changed = inputs.filter((input) => input.value !== input.dataset.key);
  const keys = Object.fromEntries(changed.map((input) => [input.dataset.name, input.value]));
  localStorage.setItem(STORE, JSON.stringify({ on: form.elements.on.checked, keys }));
  status.textContent = "";
  document.getElementById("key-saved").hidden = false;
  status.textContent = "Saved in this browser";
});

form.addEventListener("reset", (event) => {
  event.preventDefault();
  localStorage.removeItem(STORE);
  show({});
  complain(undefined);
  status.textContent = "The keys are as they were first, and letters are off";
});

show(readChoice());
form.hidden = false;
document.getElementById("no-scripts").hidden = true;
