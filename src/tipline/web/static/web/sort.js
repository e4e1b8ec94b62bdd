// Tables that say so can be sorted by a column; only the rows on this page move, and it says so.

function valueOf(row, index) {
  const cell = row.cells[index];
  return cell.dataset.value ?? cell.textContent.trim();
}

function compare(one, other, isNumber) {
  return isNumber ? Number(one) - Number(other) : one.localeCompare(other);
}

function sort(table, header) {
  const index = header.cellIndex;
  const ascending = header.getAttribute("aria-sort") !== "ascending";
  const sign = ascending ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].sort(
    (one, other) => sign * compare(valueOf(one, index), valueOf(other, index), header.dataset.sort === "number"),
  );
  body.append(...rows);
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  document.getElementById("status").textContent =
    `The rows on this page are sorted by ${header.textContent.trim()}, ${ascending ? "lowest" : "highest"} first`;
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  for (const header of table.querySelectorAll("th[data-sort]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sort(table, header));
  }
}
