// 相似建议 — while a title is typed, suggestions that are already there appear beneath it.
// Without this script the second step of the form shows the same.

const WAIT_MS = 350;
const TITLE_CHARACTERS_MIN = 2;
const QUERY_CHARACTERS_MAX = 100;
const SHOWN_MAX = 5;

const title = document.querySelector("[data-similar]");
const box = document.getElementById("similar");
let waiting = 0;
let asked = "";

function show(suggestions, pages) {
  const list = box.querySelector("ul");
  list.replaceChildren(
    ...suggestions.map((suggestion) => {
      const link = document.createElement("a");
      link.href = `${pages}/${suggestion.id}`;
      const words = document.createElement("bdi");
      words.textContent = suggestion.title;
      link.append(words);
      const numbers = document.createElement("span");
      numbers.textContent = ` ✓ ${suggestion.agree} · ✕ ${suggestion.disagree}`;
      const item = document.createElement("li");
      item.append(link, numbers);
      return item;
    }),
  );
  box.hidden = suggestions.length === 0;
}

async function look() {
  const words = title.value.trim().slice(0, QUERY_CHARACTERS_MAX);
  if (words === asked) return;
  asked = words;
  if (words.length < TITLE_CHARACTERS_MIN) {
    show([], "");
    return;
  }
  const query = new URLSearchParams({ q: words, limit: String(SHOWN_MAX) });
  try {
    const answer = await fetch(`${title.dataset.similar}?${query}`);
    if (!answer.ok || words !== asked) return;
    const found = await answer.json();
    show(found.items, title.dataset.pages);
  } catch {
    // The network is away: the second step of the form will look again.
  }
}

if (title && box) {
  title.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT_MS);
  });
}
