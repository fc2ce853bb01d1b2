/** The page of the list that was asked for last; the answer to an older question is dropped. */
import * as api from "./api.js";
import { t } from "./texts.js";

const PER_PAGE = "20";
/** So many letters a search of a large realm needs. */
const LETTERS = 3;

export class Search {
  /** @param {() => void} changed hears whenever there is something new to show */
  constructor(changed) {
    this.changed = changed;
    this.page = null;
    this.loading = false;
    this.hint = "";
    this.large = false;
    this.running = new AbortController();
  }

  /** Forgets the question that is under way. */
  drop() {
    this.running.abort();
    this.loading = false;
  }

  /** @param {any} query what the address says @param {(problem: any) => void} refused */
  async ask(query, refused) {
    this.drop();
    this.running = new AbortController();
    const { signal } = this.running;
    const short = this.large && query.search && [...query.search].length < LETTERS;
    this.hint = short ? t("moreLetters", { count: LETTERS }) : "";
    this.loading = !short;
    this.changed();
    if (short) {
      return;
    }
    try {
      // Not broken off: Keycloak goes on with a request whose client is gone, and warns in its log.
      const page = await api.users({ per_page: PER_PAGE, ...query });
      if (signal.aborted) {
        return;
      }
      this.page = page;
      this.large ||= Boolean(page.meta.total_capped);
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      refused(problem);
    }
    this.loading = false;
    this.changed();
  }

  /** How many match, exactly. */
  async total(filters) {
    const { total, total_capped: capped } = this.page.meta;
    return capped ? (await api.users({ ...filters, page: "", per_page: "1", total: "exact" })).meta.total : total;
  }
}
