// What every page does with its document. Everything from outside goes in as text.

export const $ = (id) => document.getElementById(id);

export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
}

/** Sets a text, and only when it differs: live regions read out what is set. */
export function say(id, text) {
  if ($(id).textContent !== text) {
    $(id).textContent = text;
  }
}

export function show(id, shown) {
  $(id).hidden = !shown;
}
