// Compiles the stylesheet, copies the fonts and the mark, and names each by its content, so that all of them may be
// kept by browsers for a year. Writes shared/web/static/ whole, with manifest.json telling the plain name of each file.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "node_modules");
const target = join(here, "..", "..", "shared", "web", "static");
const typeface = join(modules, "@fontsource", "atkinson-hyperlegible-next");
const manifest = {};

function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 12);
  const extension = extname(name);
  const hashed = `${basename(name, extension)}-${hash}${extension}`;
  writeFileSync(join(target, hashed), content);
  manifest[name] = hashed;
  return hashed;
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

const sheet = compile(join(here, "folkmoot.scss"), { style: "compressed", loadPaths: [here, modules], quietDeps: true });
const css = sheet.css.replace(/fonts\/([a-z0-9-]+\.woff2)/g, (_, name) =>
  put(name, readFileSync(join(typeface, "files", name))),
);
put("folkmoot.css", css);
put("favicon.svg", readFileSync(join(here, "favicon.svg")));
put("record.js", readFileSync(join(here, "record.js")));
put("passkey.js", readFileSync(join(here, "passkey.js")));
cpSync(join(typeface, "LICENSE"), join(target, "atkinson-hyperlegible-next-OFL.txt"));
cpSync(join(here, "govuk-frontend-MIT.txt"), join(target, "govuk-frontend-MIT.txt"));
writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
