/** The page of the list that was asked for last. The answer to an older question is dropped. */
import * as api from "./api.js";
import { address, filtersOf, go, route } from "./route.js";
import { t } from "./texts.js";

const PER_PAGE = "20";
/** How many letters a search in a large realm needs. */
const LETTERS = 3;

export class Search {
  /** @param {() => void} changed is called whenever there is something new to show */
  constructor(changed) {
    this.changed = changed;
    this.page = null;
    this.loading = false;
    this.hint = "";
    this.large = false;
    /** The list that was asked for last, the numbers of its page, and the known cursors of its pages. */
    this.asked = "";
    this.meta = null;
    this.cursors = {};
    this.running = new AbortController();
  }

  /** Drops the question that is under way. */
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
      // The request is not cancelled: Keycloak would work on without its client, and warn in its log.
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

  /** The page by the cursor in the address, as long as the cursor is good, else by its number. */
  /** @param {any} query */
  async read({ page = "1", cursor, ...list }) {
    const asked = JSON.stringify(list);
    if (asked !== this.asked) {
      Object.assign(this, { asked, meta: null, cursors: {} });
    }
    const query = { per_page: PER_PAGE, ...list };
    const walked = cursor && (await api.users({ ...query, cursor }).catch(orNumbered));
    if (!walked) {
      const numbered = await api.users({ ...query, page });
      this.meta = numbered.meta;
      return numbered;
    }
    this.meta ??= (await api.users({ ...query, per_page: "1" })).meta;
    const [number, before] = [Number(page), (Number(page) - 1) * Number(query.per_page)];
    Object.assign(this.cursors, { [number]: cursor, [number + 1]: api.cursorOf(walked) });
    const place = { current_page: number, from: before + 1, to: before + walked.data.length };
    return { ...walked, meta: { ...this.meta, ...place } };
  }

  /** Goes to the second page by its cursor. From there a walk can go beyond the greatest number of a page. */
  async walk() {
    const { query, id, tab } = route();
    const { page: _, ...list } = query;
    const cursor = api.cursorOf(await api.users({ per_page: PER_PAGE, ...list, cursor: "" }));
    go(address({ ...list, page: "2", cursor }, id, tab));
  }

  /** The exact number of users who match. */
  async total(query) {
    const { total, total_capped: capped } = this.page.meta;
    return capped ? (await api.users({ ...filtersOf(query), per_page: "1", total: "exact" })).meta.total : total;
  }
}

/**
 * Lets the page be asked for by its number where the cursor is not good: it is of another realm, or the realm's key has
 * changed.
 */
function orNumbered(problem) {
  if (!problem.errors.cursor) {
    throw problem;
  }
}
