// Two small charts as inline SVG. Each is drawn at the width it is shown with, so that its text keeps its size, and says
// in words what it shows; the table beside it says it in numbers.

import { h } from "./elements.js";

const height = 220;
const margin = { top: 12, right: 8, bottom: 26 };
const tickRoomPx = 64;

// A character of an axis at 12 px: a digit of DejaVu Sans, the widest of the fonts that console.css names, is 7.7 px.
const characterPx = 7.7;

// series: [{ name, label, values }], bottom first; tips: one array of [label, text] for each part.
export function stackedBars({ width, label, ticks, series, tips, format }) {
  const sums = ticks.map((_, index) => series.reduce((sum, one) => sum + one.values[index], 0));
  const scale = axis(Math.max(...sums, 1), true);
  const { plot, left, x, y, step } = frame(width, label, ticks, scale, format, tips);
  const bar = Math.max(2, Math.min(36, step * 0.72));

  ticks.forEach((_, index) => {
    let below = 0;
    for (const one of series) {
      const value = one.values[index];
      if (value > 0) {
        const top = y(below + value);
        plot.append(h("rect", {
          class: `fill-${one.name}`,
          x: x(index) - bar / 2,
          y: top,
          width: bar,
          height: Math.max(0.5, y(below) - top - 1),
          rx: Math.min(2, bar / 4),
        }));
        below += value;
      }
    }
  });

  hover(plot, left, x, step, tips);
  return plot;
}

// values: one share 0..1 for each part, or null where there are too few visits for one.
export function shareLine({ width, label, ticks, series, tips, format }) {
  const scale = axis(Math.max(...series.flatMap((one) => one.values.map((value) => value ?? 0)), 0.05), false);
  const { plot, left, x, y, step } = frame(width, label, ticks, scale, format, tips);

  for (const one of series) {
    let path = "";
    let open = false;
    one.values.forEach((value, index) => {
      if (value === null) {
        open = false;
        return;
      }

      path += `${open ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
      open = true;
    });
    plot.append(h("path", { class: `stroke-${one.name}`, d: path }));
    one.values.forEach((value, index) => {
      const alone = value !== null && (one.values[index - 1] ?? null) === null && (one.values[index + 1] ?? null) === null;
      const last = value !== null && index === one.values.findLastIndex((each) => each !== null);
      if (alone || last) {
        plot.append(h("circle", { class: `dot-${one.name}`, cx: x(index), cy: y(value), r: last ? 4 : 2.5 }));
      }
    });
  }

  hover(plot, left, x, step, tips);
  return plot;
}

function frame(width, label, ticks, scale, format, tips) {
  const left = Math.max(40, 10 + Math.ceil(characterPx * Math.max(...scale.lines.map((value) => format(value).length))));
  const step = (width - left - margin.right) / ticks.length;
  const x = (index) => left + step * (index + 0.5);
  const y = (value) => margin.top + (height - margin.top - margin.bottom) * (1 - value / scale.max);
  const plot = h("svg", {
    class: "chart", role: "img", "aria-label": label, viewBox: `0 0 ${width} ${height}`, width, height,
    // A chart that looks alike is kept (elements.js), so what it says to the pointer has to show in its attributes.
    "data-tips": JSON.stringify(tips),
  });

  for (const value of scale.lines) {
    plot.append(
      h("line", { class: value === 0 ? "base" : "grid", x1: left, x2: width - margin.right, y1: y(value), y2: y(value) }),
      h("text", { class: "axis", x: left - 8, y: y(value) + 4, "text-anchor": "end" }, format(value)));
  }

  const every = Math.max(1, Math.ceil(tickRoomPx / step));
  ticks.forEach((tick, index) => {
    // Counted from the end, so that the newest part always has its name.
    if ((ticks.length - 1 - index) % every === 0 && x(index) > left + 12) {
      plot.append(h("text", {
        class: "axis", x: Math.min(x(index), width - margin.right - 18), y: height - 7, "text-anchor": "middle",
      }, tick));
    }
  });
  return { plot, left, x, y, step };
}

// A round number of lines with round values, the lowest 0.
function axis(max, wholeNumbers) {
  const rough = max / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const size = wholeNumbers ? Math.max(1, Math.ceil(found)) : found;
  const count = Math.ceil(max / size - 1e-9);
  return { max: size * count, lines: Array.from({ length: count + 1 }, (_, index) => size * index) };
}

function hover(plot, left, x, step, tips) {
  const tip = document.getElementById("tip");
  const mark = h("rect", { class: "mark", y: margin.top, width: step, height: height - margin.top - margin.bottom, rx: 3 });
  plot.prepend(mark);
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const index = Math.floor((event.clientX - box.left - left) / step);
    if (index < 0 || index >= tips.length) {
      hide();
      return;
    }

    const [title, rows] = tips[index];
    mark.setAttribute("x", x(index) - step / 2);
    mark.classList.add("on");
    tip.replaceChildren(h("p", {}, title), h("dl", {}, rows.map(([name, term, text]) => [
      h("dt", {}, name ? h("span", { class: `swatch back-${name}` }) : null, term), h("dd", {}, text),
    ]).flat()));
    tip.hidden = false;
    const right = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = `${Math.max(8, right)}px`;
    tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 12)}px`;
  });
  plot.addEventListener("pointerleave", hide);

  function hide() {
    tip.hidden = true;
    mark.classList.remove("on");
  }
}
