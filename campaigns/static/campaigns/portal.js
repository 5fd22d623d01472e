// Small comforts. Every page works without them.

// What scripts say is marked with gettext. It stays English unless a catalog, which base.html then loads, says otherwise.
window.gettext ??= (text) => text;
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);

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
