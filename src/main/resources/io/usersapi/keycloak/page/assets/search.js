/** The page of the list that was asked for last; the answer to an older question is dropped. */
import * as api from "./api.js";
import { address, filtersOf, go, route } from "./route.js";
import { settings } from "./settings.js";
import { t } from "./texts.js";

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
    /** Which list was asked for last, the numbers of its page, and the cursors of those pages that are known. */
    this.asked = "";
    this.meta = null;
    this.cursors = {};
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
      const page = await this.read(query);
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

  /** The page by the cursor that the address has, as long as that is good, else by its number. */
  /** @param {any} query */
  async read({ page = "1", cursor, ...list }) {
    const asked = JSON.stringify(list);
    if (asked !== this.asked) {
      Object.assign(this, { asked, meta: null, cursors: {} });
    }
    const query = { per_page: settings.pageSizes[0], ...list };
    const walked = cursor && (await api.users({ ...query, cursor }).catch(orNumbered));
    const [number, before] = [Number(page), Number(page) - 1];
    // The users of the last page are gone: the one before is the last now.
    if (walked?.data.length === 0 && before > 0) {
      this.meta = null;
      return this.read({ ...list, page: String(before), cursor: this.cursors[before] });
    }
    if (!walked) {
      const numbered = await api.users({ ...query, page });
      this.meta = numbered.meta;
      const last = Math.min(numbered.meta.last_page || 1, before);
      return numbered.data.length === 0 && last > 0 ? this.read({ ...list, page: String(last) }) : numbered;
    }
    this.meta ??= (await api.users({ ...query, per_page: "1" })).meta;
    Object.assign(this.cursors, { [number]: cursor, [number + 1]: api.cursorOf(walked) });
    const from = before * Number(query.per_page);
    const place = { current_page: number, from: from + 1, to: from + walked.data.length };
    return { ...walked, meta: { ...this.meta, ...place } };
  }

  /** Goes to the second page by its cursor: where a walk begins that goes on behind the greatest number. */
  async walk() {
    const { query, id, tab } = route();
    const { page: _, ...list } = query;
    const cursor = api.cursorOf(await api.users({ per_page: settings.pageSizes[0], ...list, cursor: "" }));
    go(address({ ...list, page: "2", cursor }, id, tab));
  }

  /** How many match, exactly. */
  async total(query) {
    const { total, total_capped: capped } = this.page.meta;
    return capped ? (await api.users({ ...filtersOf(query), per_page: "1", total: "exact" })).meta.total : total;
  }
}

/** A cursor of another realm, or of before its key was changed, is of no use. */
function orNumbered(problem) {
  if (!problem.errors.cursor) {
    throw problem;
  }
}
