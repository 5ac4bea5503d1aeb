// Lines over time. The legend is ours: it names the unit, shows how each line is drawn, can be worked
// by keyboard, and the newest values are also there as a table.

import uPlot from '../vendor/uplot/uplot.js';
import { h } from './dom.js';
import * as format from './format.js';

const DASHES = [[], [7, 3], [2, 3], [9, 3, 2, 3], [4, 2]];
const SHOWN_ROWS = 40;

/**
 * A chart with everything around it.
 *
 * @param title and unit of the values; the title is not shown where what is around it has it (isNamed)
 * @param times epoch milliseconds, ascending
 * @param series of {label, values, color: 1..5, band: {low, high, label}, step}
 * @param show value to text
 * @param gapMs times further apart than this are not connected
 */
export function figure({ key, title, isNamed, unit, times, series, show = format.decimal, gapMs, max, height = 150, hidden, toggle, note }) {
  const lines = series.map((one, i) => ({ ...one, color: one.color ?? i + 1, off: hidden?.has(one.label) ?? false }));
  return h('figure', { key: key ?? title, class: 'chart' },
    h('figcaption', null, h('span', { class: isNamed ? 'hidden' : 'chart-title' }, title), h('span', { class: 'unit' }, unit)),
    times.length === 0
      ? h('p', { class: 'empty', style: { height: `${height}px` } }, 'No values in this time yet.')
      : h('div', {
          key: 'plot', class: 'plot', role: 'img', 'aria-label': spoken(title, unit, times, lines, show),
          widget: plot, data: { times, lines, show, gapMs, max, height },
        }),
    h('ul', { class: 'legend' }, lines.map((line) => legendItem(line, show, toggle))),
    note ? h('p', { class: 'note' }, note) : null,
    times.length === 0 ? null : h('details', { class: 'values' }, h('summary', null, 'Values'), valuesTable(title, unit, times, lines, show)));
}

function spoken(title, unit, times, lines, show) {
  const values = lines.map((line) => `${line.label} ${show(lastOf(line.values))}`).join(', ');
  return `${title}, ${unit}, ${times.length} points up to ${format.clock(times.at(-1))}. Newest: ${values}.`;
}

function lastOf(values) {
  return values.findLast((value) => value !== null && value !== undefined);
}

function legendItem(line, show, toggle) {
  const content = [
    h('svg', { class: `key c${line.color}`, viewBox: '0 0 26 10', 'aria-hidden': 'true' },
      line.band ? h('rect', { class: 'key-band', x: 0, y: 1, width: 26, height: 8 }) : null,
      h('line', { x1: 0, y1: 5, x2: 26, y2: 5, 'stroke-dasharray': DASHES[line.color - 1].join(' ') || null })),
    line.label, ' ', h('b', null, show(lastOf(line.values))),
    line.band ? h('span', { class: 'faint' }, ` ${line.band.label}`) : null,
  ];
  return h('li', null, toggle
    ? h('button', { type: 'button', class: 'quiet', 'aria-pressed': String(!line.off), onclick: () => toggle(line.label) }, content)
    : h('span', null, content));
}

function valuesTable(title, unit, times, lines, show) {
  const from = Math.max(0, times.length - SHOWN_ROWS);
  const rows = times.slice(from).map((ms, i) => [ms, from + i]).reverse();
  return h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': `${title}, values` }, h('table', null,
    h('caption', { class: 'hidden' }, `${title}, ${unit}, newest first`),
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'Time'), lines.map((line) => h('th', { scope: 'col', class: 'number' }, line.label)))),
    h('tbody', null, rows.map(([ms, i]) => h('tr', { key: ms },
      h('td', null, h('time', { title: format.exact(ms) }, format.clock(ms))),
      lines.map((line) => h('td', { class: 'number' }, show(line.values[i]))))))));
}

/** The widget: keeps a uPlot as long as its form stays, and only hands it new data. */
function plot(element) {
  let chart = null;
  let form = '';
  let data = null;

  function draw() {
    if (!element.isConnected) {
      return; // colours and sizes are not known yet; the observer below comes back to it
    }
    const next = JSON.stringify([data.lines.map((l) => [l.label, l.off, l.color, Boolean(l.band), l.step]), data.height, data.max]);
    const columns = columnsOf(data);
    if (chart && next === form) {
      chart.setData(columns);
    } else {
      chart?.destroy();
      form = next;
      chart = new uPlot(options(element, data), columns, element);
    }
  }

  function repaint() {
    form = '';
    draw();
  }

  const resize = new ResizeObserver(() => {
    if (!chart) {
      draw();
    } else if (element.clientWidth > 0 && chart.width !== element.clientWidth) {
      chart.setSize({ width: element.clientWidth, height: data.height });
    }
  });
  resize.observe(element);
  document.addEventListener('theme', repaint);
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  element.append(tip);
  element.showTip = (index, left) => showTip(element, tip, data, index, left);

  return {
    update(given) {
      data = given;
      draw();
    },
    destroy() {
      resize.disconnect();
      document.removeEventListener('theme', repaint);
      chart?.destroy();
    },
  };
}

/** Seconds, then each line, with the two edges of its band before it where it has one. */
function columnsOf({ times, lines, gapMs }) {
  const at = spread(times, gapMs);
  const pick = (values) => at.map(([, i]) => (i === null ? null : (values[i] ?? null)));
  return [
    at.map(([ms]) => ms / 1000),
    ...lines.flatMap((line) =>
      line.band ? [pick(line.band.low), pick(line.band.high), pick(line.values)] : [pick(line.values)]),
  ];
}

/** Times with their index, and a hole where two are far apart. */
function spread(times, gapMs) {
  const at = [];
  times.forEach((ms, i) => {
    if (gapMs && i > 0 && ms - times[i - 1] > gapMs) {
      at.push([times[i - 1] + 1, null]);
    }
    at.push([ms, i]);
  });
  return at;
}

function options(element, { lines, show, max, height }) {
  const ink = colorOf(element, '--faint');
  const grid = colorOf(element, '--hair');
  const font = `11px ${getComputedStyle(element).fontFamily}`;
  const bands = [];
  const series = [{}];
  for (const line of lines) {
    const color = colorOf(element, `--c${line.color}`);
    if (line.band) {
      const edge = { show: !line.off, stroke: 'transparent', width: 0, points: { show: false } };
      series.push({ ...edge }, { ...edge });
      bands.push({ series: [series.length - 1, series.length - 2], fill: translucent(color) });
    }
    series.push({
      label: line.label, show: !line.off, stroke: color, width: 1.75, dash: DASHES[line.color - 1],
      paths: line.step ? uPlot.paths.stepped({ align: 1 }) : undefined,
      points: { show: (u) => u.data[0].length < 3, size: 5 },
    });
  }
  return {
    width: Math.max(120, element.clientWidth), height, series, bands,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), top(high, max)] } },
    axes: [
      { stroke: ink, font, grid: { show: false }, ticks: { stroke: grid, size: 4 }, size: 28, space: 70, values: timeTicks },
      { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false }, size: 58, space: 30, values: (_, splits) => splits.map((v) => show(v)) },
    ],
    hooks: { setCursor: [(u) => element.showTip?.(u.cursor.idx === null ? null : indexIn(u), u.cursor.left)] },
  };
}

function indexIn(u) {
  return u.data[0][u.cursor.idx] * 1000;
}

function top(high, max) {
  if (max !== undefined) {
    return max;
  }
  return high === null || high === undefined || high <= 0 ? 1 : high * 1.1;
}

function timeTicks(_, splits, __, ___, step) {
  return splits.map((s) => {
    const time = format.clock(s * 1000, false, s * 1000);
    return step >= 86_400 ? format.clock(s * 1000, false, 0).slice(5, 10) : step < 60 ? time : time.slice(0, 5);
  });
}

function showTip(element, tip, data, ms, left) {
  const i = ms === null || left < 0 ? -1 : data.times.findIndex((t) => Math.abs(t - ms) < 2);
  tip.hidden = i < 0;
  if (i < 0) {
    return;
  }
  tip.textContent = [format.clock(data.times[i]), ...data.lines.filter((l) => !l.off).map((l) => `${l.label} ${data.show(l.values[i])}`)].join('\n');
  const right = left > element.clientWidth / 2;
  tip.style.left = right ? 'auto' : `${left + 68}px`;
  tip.style.right = right ? `${element.clientWidth - left - 48}px` : 'auto';
}

/** What a custom property comes to in the theme that is on; a canvas knows no variables. */
function colorOf(element, name) {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

function translucent(color) {
  return color.replace(/^rgb\(/, 'rgba(').replace(/\)$/, ', 0.16)');
}
