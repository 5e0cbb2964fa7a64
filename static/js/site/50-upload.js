// Upload

const form = find('[data-act="upload"]');
let files = [];

/** Sends the pictures and shows how far they are. */
function sendFiles(form) {
  const bars = all("progress", form);
  const sum = files.reduce((bytes, file) => bytes + file.size, 0);
  for (const bar of bars) bar.hidden = false;
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      let left = loaded / total * sum;
      for (const [at, { size }] of files.entries()) {
        bars[at].value = Math.min(1, Math.max(0, left / size));
        left -= size;
      }
    };
    request.upload.onload = () => {
      busy(find('[type="submit"]', form), form.dataset.working);
      say(form.dataset.working);
    };
    request.onerror = () => fail({ detail: words.offline });
    request.onload = async () => {
      try {
        const type = request.getResponseHeader("Content-Type");
        location.assign((await read(request.status, type, request.responseText, request.responseURL)).url);
      } catch (problem) { fail(problem); }
    };
    request.send(new FormData(form));
  }).catch((problem) => {
    for (const bar of bars) bar.hidden = true;
    throw problem;
  });
}

if (form) {
  const input = find("#file", form);
  const sheet = find("[data-sheet]", form);
  const shape = find("[data-sheet-item]", form).content.firstElementChild;
  const nudge = find("[data-nudge-here]", form);
  const drop = find("[data-drop]", form);
  let count = 0;
  find("[data-alt-one]", form).remove();
  for (const it of all("[data-with-script]", form)) it.hidden = false;

  const look = () => {
    nudge.hidden = all('[name="alt"]', form).every((it) => it.value.trim());
    nudge.textContent = form.dataset.nudge;
  };
  const redraw = () => {
    const chosen = new DataTransfer();
    for (const file of files) chosen.items.add(file);
    input.files = chosen.files;
    look();
  };
  const add = (more) => {
    const { notPicture, tooLarge, tooMany, maxBytes, maxFiles } = form.dataset;
    mark(input, "");
    for (const file of more) {
      const wrong = !/^image\//.test(file.type) ? notPicture : file.size > maxBytes ? tooLarge : files.length >= maxFiles ? tooMany : "";
      if (wrong) { mark(input, wrong); continue; }
      files.push(file);
      const item = shape.cloneNode(true);
      const image = find("img", item);
      name(item, `alt-${count += 1}`);
      image.src = URL.createObjectURL(file);
      find(".sheet__name", item).textContent = file.name;
      find("button .unseen", item).textContent = ` ${file.name}`;
      find("button", item).addEventListener("click", () => {
        files = files.filter((it) => it !== file);
        URL.revokeObjectURL(image.src);
        item.remove();
        redraw();
        input.focus();
      });
      sheet.append(item);
    }
    redraw();
  };
  input.addEventListener("change", () => add([...input.files]));
  form.addEventListener("input", look);
  document.addEventListener("paste", ({ clipboardData }) => add([...clipboardData.files]));
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.toggle("drop--over", event.type === "dragover");
    if (event.type === "drop") add([...event.dataTransfer.files]);
  };
  for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, over);
}
