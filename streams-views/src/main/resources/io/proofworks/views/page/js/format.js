// Numbers, amounts, times and ids as text. Amounts never become floating point.

const DECIMALS = 6;

/** Base units as a decimal with all six places: '4073336' is 4.073336. */
export function amount(baseUnits) {
  const { whole, fraction } = amountParts(baseUnits);
  return `${whole}.${fraction}`;
}

/** The same in two parts, the whole one grouped. */
export function amountParts(baseUnits) {
  const text = String(baseUnits ?? '0');
  if (!/^-?[0-9]+$/.test(text)) {
    return { whole: text, fraction: '' };
  }
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.replace('-', '').padStart(DECIMALS + 1, '0');
  const whole = digits.slice(0, -DECIMALS).replace(/^0+(?=[0-9])/, '');
  return { whole: sign + grouped(whole), fraction: digits.slice(-DECIMALS) };
}

function grouped(digits) {
  return digits.replace(/\B(?=([0-9]{3})+(?![0-9]))/g, ',');
}

/** Sum of amounts in base units. */
export function sum(amounts) {
  return amounts.reduce((total, one) => total + BigInt(one), 0n).toString();
}

/** A whole number, grouped. */
export function count(n) {
  return n === null || n === undefined ? '–' : grouped(String(n));
}

/** A number with at most so many places. */
export function decimal(value, places = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return '–';
  }
  const [whole, fraction] = value.toFixed(places).split('.');
  return grouped(whole) + (fraction === undefined ? '' : `.${fraction}`);
}

export function percent(share, places = 1) {
  return share === null || share === undefined ? '–' : `${decimal(share * 100, places)} %`;
}

/** Milliseconds in the unit that reads best. */
export function duration(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) {
    return '–';
  }
  const sign = ms < 0 ? '−' : '';
  const abs = Math.abs(ms);
  if (abs < 1000) {
    return `${sign}${Math.round(abs)} ms`;
  }
  if (abs < 60_000) {
    return `${sign}${decimal(abs / 1000, abs < 10_000 ? 2 : 1)} s`;
  }
  if (abs < 3_600_000) {
    return `${sign}${Math.floor(abs / 60_000)} min ${pad(Math.floor((abs % 60_000) / 1000))} s`;
  }
  const hours = Math.floor(abs / 3_600_000);
  const minutes = Math.floor((abs % 3_600_000) / 60_000);
  return hours < 48 ? `${sign}${hours} h ${pad(minutes)} min` : `${sign}${Math.floor(hours / 24)} d`;
}

/** How long after another time, exact to the millisecond: +1.234 s. */
export function offset(ms) {
  return `${ms < 0 ? '−' : '+'}${decimal(Math.abs(ms) / 1000, 3)} s`;
}

function pad(n, width = 2) {
  return String(n).padStart(width, '0');
}

function day(date) {
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Whether a Date can say it; outsiders may name any number, and a Date of the others throws. */
export function isDate(ms) {
  return Math.abs(Number(ms)) <= 8.64e15;
}

/** Local time of day; with the date where that is not today's. */
export function clock(ms, withMillis = false, now = Date.now()) {
  const date = new Date(ms);
  const time =
    `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}` +
    (withMillis ? `.${pad(date.getMilliseconds(), 3)}` : '');
  return day(date) === day(new Date(now)) ? time : `${day(date)} ${time}`;
}

/** Offset of the local zone at that time: UTC+02:00. */
export function zone(ms = Date.now()) {
  const minutes = -new Date(ms).getTimezoneOffset();
  const abs = Math.abs(minutes);
  return `UTC${minutes < 0 ? '−' : '+'}${pad(Math.floor(abs / 60))}:${pad(abs % 60)}`;
}

/** Name of the local zone, as the browser has it. */
export function zoneName() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
}

/** All of it, for a title. */
export function exact(ms) {
  const date = new Date(ms);
  const time = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day(date)} ${time}.${pad(date.getMilliseconds(), 3)} ${zone(ms)} (log time ${ms} ms)`;
}

/** 0x1234…cdef */
export function shortId(id) {
  return id && id.length > 14 ? `${id.slice(0, 6)}…${id.slice(-4)}` : (id ?? '');
}

/** URGENT_SETTLEMENT is 'Urgent settlement', provingQueued is 'Proving queued'. */
export function words(name) {
  const spaced = String(name ?? '')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** topic-partition@offset, without the prefix that all topics have. */
export function place(log) {
  return log ? `${log.topic.replace(/^market\./, '')}-${log.partition}@${log.offset}` : '';
}
