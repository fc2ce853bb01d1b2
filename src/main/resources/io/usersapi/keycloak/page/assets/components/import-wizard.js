/** Moving in: a file, what its columns mean, a check that writes nothing, the import, and what became of it. */
import { button, html, nothing, t } from "./element.js";
import { PageDialog } from "./page-dialog.js";
import { begun, guess, read, send } from "../move-in.js";
import { download, harmless, write } from "../csv.js";
import "./import-columns.js";
import "./import-results.js";

export class ImportWizard extends PageDialog {
  static properties = {
    profile: {},
    phase: { state: true },
    fields: { state: true },
    done: { state: true },
  };

  constructor() {
    super();
    this.profile = [];
    this.phase = "file";
    /** @type {{header: string[], rows: string[][], digest: string} | null} */
    this.file = null;
    /** Of this attempt: from a check to the end of the import that follows. */
    this.key = "";
    this.fields = [];
    /** Rows that were refused, by their number; it grows with `done`. @type {Map<number, any[]>} */
    this.failed = new Map();
    this.done = 0;
  }

  heading() {
    return t("import");
  }

  body() {
    const total = this.file?.rows.length ?? 0;
    switch (this.phase) {
      case "file":
        return html`<p>${begun() ? t("import.goOn") : t("import.file")}</p>
          <input type="file" accept=".csv,text/csv" aria-label=${t("import.choose")} autofocus
            @click=${({ target }) => (target.value = "")} @change=${({ target }) => this.choose(target.files[0])}>`;
      case "columns":
        return html`<p tabindex="-1">${t("import.columns", { count: total })}</p>
          <import-columns .file=${this.file} .fields=${this.fields} .profile=${this.profile} @fields=${({ detail }) => (this.fields = detail)}></import-columns>`;
      default:
        return html`<import-results .phase=${this.phase} .rows=${this.file.rows} .done=${this.done} .failed=${this.failed}></import-results>`;
    }
  }

  actions() {
    const rows = this.file?.rows.length ?? 0;
    const left = rows - (this.phase === "broken" ? this.done : this.failed.size);
    switch (this.phase) {
      case "columns":
        return this.choices(t("import.check"), { disabled: !this.fields.includes("email") });
      case "checked":
      case "broken":
        return html`${this.choices(t("import.start", { count: left }), { disabled: left === 0 })} ${this.refusedButton()}`;
      case "checking":
      case "importing":
        return button(t("stop"), () => this.stop.abort("stop"));
      case "done":
        return html`${button(t("close"), () => this.close())} ${this.refusedButton()}`;
      default:
        return button(t("cancel"), this.close, "pf-m-link");
    }
  }

  refusedButton() {
    return this.failed.size > 0 ? button(t("import.refused"), () => this.saveRefused()) : nothing;
  }

  /** The same file as before a reload goes on where it stopped: chunks that were sent twice have one effect. */
  choose(chosen) {
    return this.attempt(async () => {
      this.file = await read(chosen);
      const { digest, fields, key } = begun();
      if (digest === this.file.digest) {
        Object.assign(this, { fields, key });
        await this.run(false);
      } else {
        this.fields = this.file.header.map((head) => guess(head, this.profile));
        this.phase = "columns";
      }
    });
  }

  submit() {
    this.attempt(() => this.run(this.phase === "columns"));
  }

  async run(dryRun) {
    this.phase = dryRun ? "checking" : "importing";
    this.key = dryRun ? crypto.randomUUID() : this.key;
    this.done = 0;
    this.failed = new Map();
    this.stop = new AbortController();
    const told = (row, result) => {
      this.done += 1;
      if (result.status === "failed") {
        this.failed.set(row, Object.values(result.errors ?? {}).flat());
      }
    };
    let ended = false;
    try {
      await send(this.file, { fields: this.fields, key: this.key, dryRun, signal: this.stop.signal, told });
      ended = !this.stop.signal.aborted;
    } finally {
      this.phase = dryRun ? (ended ? "checked" : "columns") : ended ? "done" : "broken";
    }
    if (!dryRun) {
      this.tell("changed");
    }
  }

  /** The refused rows behind the reason, to be mended and sent again: a row can have fewer cells than the head, or more. */
  saveRefused() {
    const rows = [...this.failed].map(([row, errors]) => [
      errors.map(({ message }) => message).join(" "),
      ...this.file.rows[row],
    ]);
    // An import takes passwords and hashes as they are, and the sign before a formula away.
    const cell = (text, at) => (/^password/.test(this.fields[at - 1]) ? text : harmless(text));
    download("refused.csv", write([[t("import.reason"), ...this.file.header], ...rows], cell));
  }
}

customElements.define("import-wizard", ImportWizard);
