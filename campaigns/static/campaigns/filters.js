// The filter bar's comforts: results follow each choice without a page load, lists find names as one types.
// Without this file the bar is a plain form, and its links are plain links.

const form = () => document.getElementById("filters");
const later = (wait, act) => {
  let timer;
  const start = (...given) => { clearTimeout(timer); timer = setTimeout(act, wait, ...given); };
  return Object.assign(start, { cancel: () => clearTimeout(timer) });
};
const onPage = ":is(#filterbar, #results, #head) a[href^='?']";
let focusNext = "";
let order = null; // what a head or a page link asks for, until a request carries it

// The form says what is shown. Requests wait for each other (hx-sync), and each takes the form as it then is: a late
// answer can neither win over a newer one nor lose what was chosen in between.
// Typing is one step of the history, every other choice is its own.
function apply(isTyping = false) {
  if (!document.getElementById("results")) return form().submit();
  form().setAttribute("hx-push-url", isTyping ? "false" : "true");
  form().setAttribute("hx-replace-url", isTyping ? "true" : "false");
  form().requestSubmit();
}
const applyLater = later(400, apply); // a day typed by keyboard changes with each of its parts
let hasTyped = false;
const applySearch = later(300, () => {
  if (form().elements.q.value.trim() === (new URLSearchParams(location.search).get("q") ?? "")) return;
  apply(hasTyped);
  hasTyped = true;
});
document.addEventListener("input", (event) => {
  if (event.target.matches("#filters [name=q]")) applySearch();
  if (event.target.matches("[data-find]")) find(event.target);
});
document.addEventListener("change", ({ target }) => {
  if (target.form !== form() || !target.name || target.name === "q") return;
  hasTyped = false;
  if (target.type === "checkbox" && target.checked) {
    for (const other of target.closest("li").querySelectorAll("input")) if (other !== target) other.checked = false;
  }
  if (target.name.startsWith("date_")) form().querySelector("[type=hidden][name=period]")?.remove();
  if (target.type === "checkbox") apply();
  else applyLater();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[method=get]")) return;
  for (const field of event.target.elements) if (field.name && !field.value && event.target.id !== "filters") field.disabled = true;
});

// Links that stay on the page: whatever changes filters draws the bar anew, heads and pages only the results.
const ORDER = ["sort", "page", "per_page"];
const filtersOf = (search) => {
  const params = new URLSearchParams(search);
  for (const key of ORDER) params.delete(key);
  params.sort();
  return params.toString();
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  if (!link.matches(onPage) || !document.getElementById("results")) return;
  if (link.hasAttribute("download") || link.target || link.search.includes("_export=") || link.closest("[hx-boost=false]")) return;
  event.preventDefault();
  applySearch.cancel();
  hasTyped = false;
  const head = [...(link.closest("th")?.classList ?? [])].find((name) => name.startsWith("col-"));
  const isTurn = link.closest("#results, #head") && filtersOf(link.search) === filtersOf(location.search);
  focusNext = isTurn ? head && `th.${head} a` : link.dataset.focus ?? "#filters summary";
  if (isTurn) {
    order = new URLSearchParams(link.search);
    apply();
  } else {
    const source = document.querySelector("[data-redraw]");
    htmx.ajax("GET", link.href, { source, target: "#results", swap: "outerHTML" }).catch(() => {}); // told by the events below
  }
});

// A link that is to be sent to somebody is copied; where a page may not (no https), it is an ordinary link.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || !navigator.clipboard || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href).then(() => { link.textContent = gettext("Copied"); }, () => location.assign(link.href));
});

// Requests: short addresses; an answer that is no such page is opened as what it is.
document.addEventListener("htmx:configRequest", ({ detail, target }) => {
  if (order && target === form()) {
    for (const key of ORDER) detail.formData.set(key, order.get(key) ?? "");
    order = null;
  }
  for (const key of new Set(detail.formData.keys())) {
    const values = detail.formData.getAll(key).filter((value) => String(value).trim());
    detail.formData.delete(key);
    values.forEach((value) => detail.formData.append(key, value));
  }
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const page = new DOMParser().parseFromString(xhr.response, "text/html");
  const problem = document.querySelector("[data-filter-problem]");
  problem.hidden = page.getElementById("results") !== null;
  if (problem.hidden) return;
  event.detail.shouldSwap = false;
  if (xhr.status < 400) return location.assign(pathInfo.finalRequestPath);
  const sentences = [...page.querySelectorAll("main li, main h1 + p")].map((said) => said.textContent.trim());
  problem.textContent = sentences.join(" ") || gettext("This could not be loaded. Reload the page to try again.");
});
const tell = (sentence) => {
  const problem = document.querySelector("[data-filter-problem]");
  problem.textContent = sentence;
  problem.hidden = false;
};
document.addEventListener("htmx:sendError", () => tell(gettext("The portal cannot be reached. Your choice is kept: try again in a moment.")));
document.addEventListener("htmx:afterSettle", () => {
  const count = document.querySelector("#results .pages > span")?.textContent.trim();
  const status = document.querySelector("[data-filter-status]");
  if (status) status.textContent = count ? fillIn(gettext("{count} shown."), { count }) : gettext("Results are up to date.");
  if (focusNext && document.activeElement === document.body) document.querySelector(focusNext)?.focus();
  focusNext = "";
});

// Lists: one open at a time, inside the window, closed by Escape or a click elsewhere.
const closeAll = (except) => document.querySelectorAll("[data-picker][open]").forEach((picker) => { if (picker !== except) picker.open = false; });
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("[data-picker]") || !target.open) return;
  closeAll(target);
  const sheet = target.querySelector(".sheet");
  sheet.classList.toggle("to-left", target.getBoundingClientRect().left + sheet.offsetWidth > document.documentElement.clientWidth - 8);
  const box = target.querySelector("[data-find]");
  if (box?.dataset.suggest && !box.dataset.asked) find(box);
  if (window.matchMedia("(hover: hover)").matches) box?.focus();
}, true);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-close]")) return closeAll(null);
  if (target.isConnected) closeAll(target.closest("[data-picker]"));
});
document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("[data-picker][open]");
  if (event.key === "Escape" && picker) {
    closeAll(null);
    picker.querySelector("summary").focus();
  }
  if (!picker || event.target.closest("[type=date], [type=number]")) return;
  if (event.key === "Enter" && event.target.matches("[data-find]")) {
    event.preventDefault();
    picker.querySelector("[data-choices] li:not([hidden]) input")?.click();
  } else if (event.key === "Enter" && event.target.matches("[type=checkbox]")) {
    event.preventDefault();
    event.target.click();
  } else if (["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(event.key)) move(event, picker);
});
function move(event, picker) {
  const isSideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
  if (isSideways && !event.target.matches("[type=checkbox]")) return;
  event.preventDefault();
  if (isSideways) return event.target.closest("li").querySelectorAll("input")[event.key === "ArrowRight" ? 1 : 0].focus();
  const stops = [picker.querySelector("summary"), picker.querySelector("[data-find]"), ...picker.querySelectorAll("li:not([hidden]) label:first-child input, li > a")].filter(Boolean);
  const here = stops.indexOf(event.target.closest("li")?.querySelector("input, a") ?? event.target);
  stops[Math.max(0, Math.min(stops.length - 1, here + (event.key === "ArrowDown" ? 1 : -1)))].focus();
}

// Finding: short lists hide what does not match; long ones ask, and keep what is chosen on top.
const fold = (text) => text.normalize("NFKC").toLowerCase();
function find(box) {
  if (box.dataset.suggest) return box.dataset.asked ? ask(box) : (box.dataset.asked = "yes", askNow(box));
  for (const row of box.closest(".sheet").querySelectorAll("[data-choices] li")) row.hidden = !fold(row.textContent).includes(fold(box.value.trim()));
}
const ask = later(150, (box) => askNow(box));
async function askNow(box) {
  const text = box.value;
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(text)}`).catch(() => null);
  if (answer?.status === 429) return tell((await answer.json()).sentence);
  if (!answer?.ok || answer.redirected || box.value !== text) return;
  const { found } = await answer.json();
  const list = box.closest(".sheet").querySelector("[data-choices]"), key = list.dataset.choices;
  const chosen = [...list.children].filter((row) => row.querySelector(":checked"));
  const has = new Set(chosen.map((row) => row.querySelector("input").value));
  const fresh = found.filter(({ value }) => !has.has(value)).map((option) => makeRow(key, option));
  list.replaceChildren(...(text.trim() ? [...fresh, ...chosen] : [...chosen, ...fresh]));
  box.closest(".sheet").querySelector("[data-none]").hidden = found.length > 0;
}
function makeRow(key, { value, label }) {
  const row = document.createElement("li"), texts = [document.createElement("span"), document.createElement("span")];
  texts[0].textContent = label;
  if (label !== value) texts[0].append(" ", Object.assign(document.createElement("small"), { textContent: value }));
  texts[1].textContent = gettext("not");
  texts[1].setAttribute("aria-hidden", "true");
  ["", "__not"].forEach((ending, place) => {
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: key + ending, value });
    const holder = Object.assign(document.createElement("label"), { className: ending && "not", title: ending && gettext("Leave out") });
    if (ending) box.setAttribute("aria-label", fillIn(gettext("Not {label}"), { label }));
    holder.append(box, texts[place]);
    row.append(holder);
  });
  return row;
}
