// Elements from names, attributes and children; text is always set as text, never as markup.

const svgNames = new Set(["svg", "g", "rect", "line", "path", "text", "circle", "title"]);

export function h(name, attributes = {}, ...children) {
  const element = svgNames.has(name)
    ? document.createElementNS("http://www.w3.org/2000/svg", name)
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      element.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(key, value === true ? "" : value);
    }
  }

  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

// Replaces what an element holds and keeps the reader's place: the element with the same data-key has the focus again, and a
// region that was scrolled is scrolled as far.
export function fill(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scrolled = [...element.querySelectorAll('[role="region"][data-key]')]
    .map((region) => [region.dataset.key, region.scrollTop, region.scrollLeft]);
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  const keyed = (name) => element.querySelector(`[data-key="${CSS.escape(name)}"]`);
  for (const [name, top, left] of scrolled) {
    keyed(name)?.scrollTo(left, top);
  }

  if (key) {
    keyed(key)?.focus({ preventScroll: true });
  }
}
