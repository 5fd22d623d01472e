// Draws charts when they come near the screen, lets them be walked through by key, and saves them as pictures.
// Colours are variables of the style sheet, so light, dark and print follow without drawing again.

const OPTIONS = {
  renderer: "svg", ast: true, actions: false, defaultStyle: false, tooltip: { theme: "custom", disableDefaultStyle: true },
};
const NEAR = "400px";
const SVG = "http://www.w3.org/2000/svg";
const [PICTURE_SCALE, EDGE, HEAD, LINE, LETTER] = [2, 16, 50, 18, 6.8];
const MOST_OF_NAMES = 240;
const SHARE_OF_NAMES = 0.3;
const drawings = new WeakMap();

let library;
const loadLibrary = (address) => {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    Object.assign(script, { src: address, onload: () => done(window.vegaEmbed), onerror: failed });
    document.head.append(script);
  });
  return library;
};

// The marks that carry a link, in the order of the rows.
const marksOf = (area) => [...area.querySelectorAll(".hits_marks path")].filter((mark) => mark.__data__?.href);

const letWalk = (area) => marksOf(area).forEach((mark, place) => {
  mark.setAttribute("tabindex", place ? "-1" : "0");
  mark.setAttribute("role", "link");
  mark.removeAttribute("aria-roledescription");
});

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
const walk = (event) => {
  const marks = marksOf(event.currentTarget);
  const place = marks.indexOf(event.target);
  if (place < 0) return;
  if (event.key === "Enter") window.location.assign(marks[place].__data__.href);
  if (!(event.key in STEPS)) return;
  event.preventDefault();
  const next = marks[Math.min(Math.max(place + STEPS[event.key], 0), marks.length - 1)];
  marks[place].setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
};

const draw = async (figure) => {
  if (drawings.has(figure) || !figure.dataset.chart) return;
  drawings.set(figure, null);
  const area = figure.querySelector("[data-chart-area]");
  const embed = await loadLibrary(figure.dataset.chart);
  const place = document.createElement("div");
  place.className = "chart-drawing";
  area.append(place);
  const spec = JSON.parse(figure.querySelector("script[type='application/json']").text);
  spec.config.axisY = { labelLimit: Math.min(MOST_OF_NAMES, area.clientWidth * SHARE_OF_NAMES) };
  const { view } = await embed(place, spec, OPTIONS);
  area.querySelector(".chart-space")?.remove();
  drawings.set(figure, view);
  letWalk(area);
  view.addResizeListener(() => requestAnimationFrame(() => letWalk(area)));
  area.addEventListener("keydown", walk);
  for (const button of figure.querySelectorAll("[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", () => save(figure, button.dataset.save));
  }
  figure.dataset.drawn = "";
};

// A picture that stands alone: the colours of the light theme instead of variables, and its title above it.
const writePicture = async (figure) => {
  const probe = Object.assign(document.createElement("div"), { hidden: true });
  probe.dataset.bsTheme = "light";
  document.body.append(probe);
  const colours = getComputedStyle(probe);
  const text = await drawings.get(figure).toSVG();
  const whole = new DOMParser().parseFromString(
    text.replace(/var\((--[\w-]+)\)/g, (_, name) => colours.getPropertyValue(name).trim()), "image/svg+xml",
  ).documentElement;
  const [width, height] = ["width", "height"].map((side) => Number(whole.getAttribute(side)));
  const make = (name, attributes, content = "") => {
    const node = document.createElementNS(SVG, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    node.textContent = content;
    return node;
  };
  const [panel, ink, quiet] = ["--panel", "--ink", "--quiet"].map((name) => colours.getPropertyValue(name).trim());
  const titled = document.getElementById(figure.querySelector("[data-chart-area]").dataset.titledBy);
  const legend = make("g", { "font-family": "system-ui, sans-serif", "font-size": 12, fill: quiet });
  let [across, down] = [EDGE, HEAD];
  for (const entry of figure.querySelectorAll(".chart-legend li")) {
    const wide = entry.textContent.length * LETTER + 34;
    if (across > EDGE && across + wide > width) [across, down] = [EDGE, down + LINE];
    const colour = colours.getPropertyValue(entry.querySelector("rect").getAttribute("fill").slice(4, -1)).trim();
    legend.append(make("rect", { x: across, y: down - 10, width: 11, height: 11, rx: 2, fill: colour }));
    legend.append(make("text", { x: across + 17, y: down }, entry.textContent));
    across += wide;
  }
  const size = { width: width + 2 * EDGE, height: height + down + 2 * EDGE };
  const picture = make("svg", { xmlns: SVG, ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  const font = { "font-family": "system-ui, sans-serif", "font-size": 15, "font-weight": 600 };
  picture.append(make("rect", { ...size, fill: panel }));
  picture.append(make("text", { x: EDGE, y: 26, fill: ink, ...font }, titled.textContent), legend);
  whole.setAttribute("x", EDGE);
  whole.setAttribute("y", down + EDGE);
  picture.append(document.importNode(whole, true));
  probe.remove();
  return { text: new XMLSerializer().serializeToString(picture), ...size };
};

const save = async (figure, kind) => {
  const picture = await writePicture(figure);
  const blob = kind === "svg" ? new Blob([picture.text], { type: "image/svg+xml" }) : await paint(picture);
  const link = Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(blob), download: `${figure.dataset.name}.${kind}`,
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const paint = async ({ text, width, height }) => {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), {
    width: width * PICTURE_SCALE, height: height * PICTURE_SCALE,
  });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
};

const fetchFragment = async (place) => {
  const answer = await fetch(place.dataset.fragment);
  if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
};

const arrive = (entries, observer) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    observer.unobserve(target);
    if (target.dataset.fragment) fetchFragment(target);
    else draw(target).then(drawRest, () => target.classList.add("no-drawing", "shows-twin"));
  }
};
const watcher = new IntersectionObserver(arrive, { rootMargin: NEAR });

// Once the library is there, the others are drawn in idle time: a print holds all of them.
const drawRest = () => (window.requestIdleCallback ?? setTimeout)(() => {
  for (const figure of document.querySelectorAll("[data-chart]")) if (figure.offsetParent) draw(figure);
});

const start = (root) => {
  for (const place of root.querySelectorAll("[data-chart], [data-fragment]")) watcher.observe(place);
};
start(document);
document.addEventListener("htmx:afterSettle", (event) => start(event.target));

const isFolded = () => document.documentElement.classList.contains("charts-folded");
const tellFold = () => document.querySelectorAll("[data-fold]").forEach((b) => b.setAttribute("aria-expanded", !isFolded()));
tellFold();
document.addEventListener("click", ({ target }) => {
  const twin = target.closest("[data-twin]");
  if (twin) {
    const isOpen = twin.closest("figure").classList.toggle("shows-twin");
    twin.setAttribute("aria-expanded", isOpen);
  }
  if (target.closest("[data-fold]")) {
    localStorage.setItem("charts", isFolded() ? "open" : "folded");
    document.documentElement.classList.toggle("charts-folded");
    tellFold();
  }
});
