// Small comforts. Every page works without them.

// The menu is open on wide screens and folds away on narrow ones.
const menu = document.querySelector("[data-menu]");
if (menu) {
  const wide = window.matchMedia("(min-width: 62rem)");
  const follow = () => { menu.open = wide.matches; };
  wide.addEventListener("change", follow);
  follow();
}

// Light or dark, remembered on this device.
document.querySelector("[data-theme-switch]")?.addEventListener("click", () => {
  const next = document.documentElement.dataset.bsTheme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", next);
  document.documentElement.dataset.bsTheme = next;
});

// Short addresses: empty fields are not sent.
for (const form of document.querySelectorAll("[data-filters]")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      if (field.name && field.value === "") field.disabled = true;
    }
  });
}

// One open list at a time; a click elsewhere or Escape closes it.
const pickers = [...document.querySelectorAll("[data-picker]")];
const closeAll = (except) => pickers.forEach((picker) => { if (picker !== except) picker.open = false; });
pickers.forEach((picker) => picker.addEventListener("toggle", () => { if (picker.open) closeAll(picker); }));
document.addEventListener("click", (event) => closeAll(event.target.closest("[data-picker]")));
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeAll(null); });

// Suggestions for lists that are too long to tick.
for (const field of document.querySelectorAll("[data-suggest]")) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(field.value)}`);
      if (!answer.ok) return;
      const { found } = await answer.json();
      field.list.replaceChildren(...found.map(({ value, label }) => new Option(label, value)));
    }, 150);
  });
}
