// Runs the JavaScript verifier over many cases at once: standard input is JSON, {"key", "kept", "files": {path: base64},
// "cases": [{path: base64 or null}]}; each case is the files with these in their place. Prints what is found in each.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { check } = await import(pathToFileURL(process.argv[2]));
const { key, kept, files, cases } = JSON.parse(readFileSync(0, "utf-8"));
const found = [];
for (const changed of cases) {
  const read = async (path) => {
    const held = path in changed ? changed[path] : files[path];
    return held === undefined || held === null ? null : new Uint8Array(Buffer.from(held, "base64"));
  };
  found.push(await check(read, changed[":key"] ?? key, changed[":kept"] ?? kept));
}
process.stdout.write(JSON.stringify(found));
