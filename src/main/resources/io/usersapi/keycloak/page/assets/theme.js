/** Light and dark: what the person chose, else what the system asks for. PatternFly goes by a class of the document. */
import { remembered } from "./settings.js";

const system = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (remembered.get("theme") ?? (system.matches ? "dark" : "light")) === "dark";

export function applyTheme() {
  document.documentElement.classList.toggle("pf-v5-theme-dark", isDark());
}

export function switchTheme() {
  remembered.set("theme", isDark() ? "light" : "dark");
  applyTheme();
}

system.addEventListener("change", applyTheme);
