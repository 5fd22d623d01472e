// The imports pages: files are dropped and sent with a bar, jobs are watched, columns follow the dataset.
// Without this script the forms work as plain forms and the page of a job reloads itself.

const sizes = (bytes) => {
  const units = [gettext("bytes"), "KB", "MB", "GB"];
  let step = 0;
  while (bytes >= 1024 && step < units.length - 1) { bytes /= 1024; step += 1; }
  return `${step ? bytes.toFixed(1) : bytes} ${units[step]}`;
};
const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const paragraphs = (sentences) => sentences.map((text) => element("p", { className: "field-error", textContent: text }));

// Sending files.
for (const form of document.querySelectorAll("[data-upload]")) {
  const [drop, list, errors, sending] = ["drop", "chosen", "errors", "sending"].map((name) => form.querySelector(`[data-${name}]`));
  const input = drop.querySelector("input");
  const limit = Number(form.getAttribute("data-limit")); // form.dataset is the field of that name
  const mostFiles = Number(form.getAttribute("data-most-files"));
  let files = [];

  const complain = (sentences) => {
    errors.replaceChildren(...paragraphs(sentences));
    if (sentences.length) errors.scrollIntoView({ block: "nearest" });
  };
  const check = () => {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const sentences = [];
    if (files.length > mostFiles) sentences.push(fillIn(gettext("These are {count} files; at most {most} can be sent at once. A .zip with all of them counts as one."), { count: files.length, most: mostFiles }));
    if (size > limit) sentences.push(fillIn(gettext("These files have {size} together; at most {limit} are accepted. Packed as .gz or .zip they are smaller."), { size: sizes(size), limit: sizes(limit) }));
    complain(sentences);
    return !sentences.length;
  };
  const show = () => {
    const chosen = new DataTransfer();
    files.forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
    list.hidden = !files.length;
    list.replaceChildren(...files.map((file, place) => {
      const remove = element("button", { type: "button", textContent: "×" });
      remove.setAttribute("aria-label", fillIn(gettext("Remove {name}"), { name: file.name }));
      remove.addEventListener("click", () => {
        files.splice(place, 1);
        show();
        (list.querySelectorAll("button")[Math.min(place, files.length - 1)] ?? input).focus();
      });
      return element("li", {}, element("span", { className: "name", textContent: file.name }), element("span", { className: "size", textContent: sizes(file.size) }), remove);
    }));
    check();
  };
  const add = (more) => {
    const known = new Set(files.map((file) => `${file.name}/${file.size}/${file.lastModified}`));
    files = files.concat([...more].filter((file) => !known.has(`${file.name}/${file.size}/${file.lastModified}`)));
    show();
  };

  input.addEventListener("change", () => add(input.files));
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("is-over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); add(event.dataTransfer.files); });
  if (input.files.length) add(input.files); // chosen before, and kept by the browser when one goes back

  // What a refused request says, whatever page it says it on.
  const sentencesIn = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const found = [...page.querySelectorAll("[data-errors] p, .option .field-error, .empty h1, .empty h1 + p")].map((node) => node.textContent.trim());
    return found.length ? found : [gettext("The files could not be sent. Try again.")];
  };
  const rest = (isBusy) => {
    sending.hidden = !isBusy;
    form.querySelector("[data-go]").disabled = isBusy;
    form.setAttribute("aria-busy", String(isBusy));
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!check()) return;
    const request = new XMLHttpRequest();
    const bar = sending.querySelector("progress");
    const words = sending.querySelector("[data-sent]");
    words.textContent = gettext("Sending");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      bar.value = total ? loaded / total : 0;
      if (loaded === total) words.textContent = gettext("Sent");
    });
    request.addEventListener("load", () => {
      if (request.status < 400) { window.location.assign(request.responseURL); return; }
      rest(false);
      complain(sentencesIn(request));
    });
    request.addEventListener("error", () => { rest(false); complain([gettext("The connection broke before everything was sent. Nothing was changed; try again.")]); });
    request.open("POST", form.action);
    bar.value = 0;
    rest(true);
    request.send(new FormData(form));
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) rest(false); });
}

// Watching a job.
for (const box of document.querySelectorAll("[data-job]")) {
  const bar = box.querySelector("progress");
  const step = box.querySelector("[data-step]");
  const count = box.querySelector("[data-count]");
  const say = (node, text) => { if (node.textContent !== text) node.textContent = text; };
  const numbers = new Intl.NumberFormat("en-IN");
  const look = async () => {
    let wait = 1000;
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) { window.location.reload(); return; }
      const job = await answer.json();
      if (job.is_over) { window.location.reload(); return; }
      if (job.total) { bar.max = job.total; bar.value = Math.min(job.done, job.total); } else { bar.removeAttribute("value"); }
      say(step, job.is_waiting ? gettext("waiting to start") : job.step || gettext("starting"));
      const [done, total] = [job.done, job.total].map((number) => numbers.format(number ?? 0));
      say(count, !job.done ? "" : job.total ? fillIn(gettext("{done} of {total}"), { done, total }) : done);
    } catch {
      say(step, gettext("the server does not answer, trying again"));
      wait = 5000;
    }
    setTimeout(look, wait);
  };
  setTimeout(look, 500);
}

// Columns: only those of the chosen dataset are offered; what both datasets have stays chosen.
for (const form of document.querySelectorAll("[data-columns]")) {
  const dataset = form.querySelector("[data-dataset]");
  const selects = [...form.querySelectorAll("tbody select")].map((select) => [select, [...select.querySelectorAll("optgroup")]]);
  const follow = () => {
    for (const [select, groups] of selects) {
      const column = select.value;
      groups.forEach((group) => group.remove());
      select.append(...groups.filter((group) => !dataset.value || group.label === dataset.value));
      select.value = column;
      if (select.selectedIndex < 0) select.value = "";
    }
  };
  dataset.addEventListener("change", follow);
  follow();
}
