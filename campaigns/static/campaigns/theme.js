// Sets light or dark before anything is drawn: the person's own choice, else what the system prefers.
(() => {
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = localStorage.getItem("theme"); // the admin keeps its own choice there too, and calls ours "auto"
    const own = ["light", "dark"].includes(chosen) ? chosen : "";
    document.documentElement.dataset.bsTheme = own || (system.matches ? "dark" : "light");
  };
  // What is only there with scripts is shown, and charts that were folded away stay so, before anything is drawn.
  document.documentElement.classList.add("has-script");
  if (localStorage.getItem("charts") === "folded") document.documentElement.classList.add("charts-folded");
  system.addEventListener("change", apply);
  apply();
})();
