/// <reference lib="dom" />
import { byId } from "./dom.ts";

/**
 * Makes the choices of script, light and size of text work, and keeps them where the browser lets a
 * page keep something.
 */
export function setUpAppearance(onChange: () => void): void {
  for (const id of ["script", "theme", "size"]) {
    const choice = byId<HTMLSelectElement>(id);
    choice.value = remembered(id) ?? choice.value;
    const apply = () => {
      document.documentElement.dataset[id] = choice.value;
    };
    apply();
    choice.onchange = () => {
      apply();
      try {
        localStorage.setItem(`raagkit-${id}`, choice.value);
      } catch { /* Not kept: the choice holds until the page is closed. */ }
      onChange();
    };
  }
}

function remembered(id: string): string | null {
  try {
    return localStorage.getItem(`raagkit-${id}`);
  } catch {
    return null;
  }
}
