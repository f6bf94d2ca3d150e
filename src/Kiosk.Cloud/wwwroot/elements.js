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

  element.append(...nodes(children));
  return element;
}

// Text as nodes, and without what is not there.
const nodes = (children) => children.flat()
  .filter((child) => child !== null && child !== undefined && child !== false)
  .map((child) => child instanceof Node ? child : document.createTextNode(child));

// Gives an element what it holds from now on. What looks as before is kept, and with it whatever is selected in it; so a listener
// may go by nothing that its element does not show. Where something is replaced the reader's place is kept: the element with the
// same data-key has the focus again, and a region that was scrolled is scrolled as far.
export function fill(element, ...children) {
  const after = nodes(children);
  const before = [...element.childNodes];
  const changed = before.map((node, index) => index).filter((index) => !after[index]?.isEqualNode(before[index]));
  if (changed.length === 0 && before.length === after.length) {
    return;
  }

  const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const scrolled = [...element.querySelectorAll('[role="region"][data-key]')]
    .map((region) => [region.dataset.key, region.scrollTop, region.scrollLeft]);
  if (before.length === after.length) {
    changed.forEach((index) => before[index].replaceWith(after[index]));
  } else {
    element.replaceChildren(...after);
  }

  const keyed = (name) => element.querySelector(`[data-key="${CSS.escape(name)}"]`);
  for (const [name, top, left] of scrolled) {
    keyed(name)?.scrollTo(left, top);
  }

  if (key) {
    keyed(key)?.focus({ preventScroll: true });
  }
}
