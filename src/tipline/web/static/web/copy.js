// A question to the sender can be copied with one press; without this module it can be selected.

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    const status = document.getElementById("status");
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = "Copied";
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(source);
      status.textContent = "Copying is not allowed here. The text is selected: press Ctrl and C.";
    }
  });
}
