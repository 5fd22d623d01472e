// Tables: ticked rows are counted, a link is copied, the list of columns closes by itself. One listener each on the
// document, because the results come and go.

const MOST_BESIDE = 6;
const ticks = () => [...document.querySelectorAll(".tick[form=chosen]")];

const countTicks = () => {
  const tools = document.querySelector("[data-tools]");
  if (!tools) return;
  const all = ticks(), count = all.filter((tick) => tick.checked).length;
  tools.classList.toggle("is-choosing", count > 0);
  tools.querySelector("[data-count]").textContent = fillIn(gettext("{count} ticked"), { count });
  const compare = tools.querySelector("[data-compare]");
  if (compare) {
    compare.disabled = count < 2 || count > MOST_BESIDE;
    compare.title = compare.disabled ? fillIn(gettext("2 to {most} rows fit side by side"), { most: MOST_BESIDE }) : "";
  }
  const beyond = tools.querySelector("[data-all-matching]");
  if (beyond) beyond.hidden = count === 0 || count < all.length;
  const whole = document.querySelector("[data-tick-all]");
  if (whole) {
    whole.checked = count > 0 && count === all.length;
    whole.indeterminate = count > 0 && count < all.length;
  }
};

const tickAll = (checked) => {
  for (const tick of ticks()) tick.checked = checked;
  countTicks();
};

const copyText = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");  // pages without https have no clipboard
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
};

const copyLink = async (button) => {
  const address = new URL(location.href);
  address.hash = "";
  if (button.dataset.columns) address.searchParams.set("columns", button.dataset.columns);
  await copyText(address.href);
  button.textContent = gettext("Copied");
  setTimeout(() => { button.textContent = gettext("Copy link"); }, 1500);
};

const closeColumns = (except) => {
  const open = document.querySelector("[data-columns-menu][open]");
  if (open && open !== except) open.open = false;
  return open;
};

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) tickAll(event.target.checked);
  else if (event.target.matches(".tick")) countTicks();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-clear]")) tickAll(false);
  const copy = event.target.closest("[data-copy-link]");
  if (copy) copyLink(copy);
  closeColumns(event.target.closest("[data-columns-menu]"));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeColumns(null)?.querySelector("summary").focus();
});
for (const moment of ["pageshow", "htmx:afterSettle"]) window.addEventListener(moment, countTicks);
