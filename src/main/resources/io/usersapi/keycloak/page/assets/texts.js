/** The words of the page in the person's language, and dates and numbers as that language writes them. */
import { remembered, settings } from "./settings.js";

const RIGHT_TO_LEFT = ["ar"];
/** Letters that turn the direction of what follows: set apart, so that a name does not turn the sentence around it. */
const TURNING = /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
const OVERRIDING = /[\u202a-\u202e\u2066-\u2069]/g;
const UNITS = Object.entries({ year: 31536000, month: 2592000, day: 86400, hour: 3600, minute: 60, second: 1 });

let chosen = choose();
let sentences = {};
let plurals = new Intl.PluralRules(chosen);

export const language = () => chosen;

/** What the person chose, else the first of the browser's languages that the realm offers, else the realm's. */
function choose() {
  const wanted = [remembered.get("language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((tag) => settings.languages.includes(tag)) ?? settings.language;
}

/** Loads the words of a language and has every component write them. */
export async function load(tag = chosen) {
  const response = await fetch(`texts/${tag}.json`);
  if (!response.ok) {
    throw new Error("texts");
  }
  sentences = await response.json();
  chosen = tag;
  plurals = new Intl.PluralRules(chosen);
  document.documentElement.lang = chosen;
  document.title = `${t("users")} – ${settings.title}`;
  document.documentElement.dir = RIGHT_TO_LEFT.includes(chosen) ? "rtl" : "ltr";
  window.dispatchEvent(new Event("texts"));
}

/** The person chose another language. */
export async function speak(tag) {
  await load(tag);
  remembered.set("language", tag);
}

/**
 * The sentence of a key with these words in it; with `count`, in the form that the language has for that number.
 * @param {string} key
 * @param {Record<string, any>} words
 */
export function t(key, words = {}) {
  const sentence =
    "count" in words
      ? (sentences[`${key}.${plurals.select(words.count)}`] ?? sentences[`${key}.other`])
      : sentences[key];
  return (sentence ?? key).replace(/\{(\w+)}/g, (_, name) => word(words[name]));
}

/** Whether there is a sentence of that key. */
export const knows = (key) => key in sentences;

/** @param {any} value */
function word(value) {
  if (typeof value === "number") {
    return number(value);
  }
  const text = shown(value);
  return TURNING.test(text) ? `\u2068${text}\u2069` : text;
}

/** A name as it may be shown: signs that turn the direction of letters stand as a sign of their own. */
export const shown = (text) => String(text ?? "").replace(OVERRIDING, "\ufffd");

export const number = (value) => new Intl.NumberFormat(chosen).format(value);

export const moment = (iso) =>
  new Intl.DateTimeFormat(chosen, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));

export const day = (iso) => new Intl.DateTimeFormat(chosen, { dateStyle: "long" }).format(new Date(iso));

/** How long ago, as "2 hours ago". */
export function ago(iso) {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  const format = new Intl.RelativeTimeFormat(chosen, { numeric: "auto" });
  return format.format(Math.trunc(seconds / length), /** @type {Intl.RelativeTimeFormatUnit} */ (unit));
}

/** A language by the name that its speakers give it. */
export const languageName = (tag) => new Intl.DisplayNames(tag, { type: "language" }).of(tag);
