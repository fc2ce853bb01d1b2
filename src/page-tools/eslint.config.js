import js from "@eslint/js";
import globals from "globals";
import { configs as lit } from "eslint-plugin-lit";

export default [
  js.configs.recommended,
  lit["flat/recommended"],
  {
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-console": "error",
      "no-var": "error",
      "prefer-const": "error",
      // `fetch` belongs to the files that talk to the API, to the token endpoint, and to the words.
      "no-restricted-globals": ["error", "fetch"],
      "no-unused-vars": ["error", { varsIgnorePattern: "^_+$", destructuredArrayIgnorePattern: "^_+$", argsIgnorePattern: "^_+$" }],
    },
  },
  { files: ["**/api.js", "**/session.js", "**/texts.js"], rules: { "no-restricted-globals": "off" } },
];
