// Bundles scripts, styles, the font and the icons into the Python package. `node build.mjs OUTPUT_FOLDER`
import { build } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, "../src/reitera/site/static/reitera");
const sources = join(here, "../src/reitera");

const common = { bundle: true, minify: true, outdir: output, logLevel: "warning", target: "es2022", legalComments: "none", absWorkingDir: here };

/** The icons that scripts name. */
const NAMED_BY_SCRIPTS = [
  "alert-circle", "alert-triangle", "arrow-down", "arrow-up", "chevron-down", "chevron-right", "circle-check", "circle-dashed",
  "clock-exclamation", "filter", "info-circle", "x",
];

/** Every file of the product that may name an icon. */
async function texts() {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && /\.(html|py)$/.test(entry.name) && !/\/tests(\/|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(paths.map((path) => readFile(path, "utf8")));
}

/** The names written as {% icon "name" %} in templates or icon="name" in Python and in part tags. */
async function iconNames() {
  const names = new Set(NAMED_BY_SCRIPTS);
  for (const text of await texts()) {
    for (const [, name] of text.matchAll(/(?:\{% icon |\bicon=)"([a-z0-9-]+)"/g)) names.add(name);
  }
  return [...names].sort();
}

/** One <symbol> from Tabler's drawing of the icon. */
async function symbol(name) {
  const svg = await readFile(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8").catch(() => {
    throw new Error(`There is no Tabler icon named "${name}".`);
  });
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/<path stroke="none"[^>]*\/>/g, "").replace(/\s*\n\s*/g, "")}</symbol>`;
}

/** WhiteNoise serves a file's .br or .gz where the browser takes it. */
async function compress(name) {
  const content = await readFile(join(output, name));
  await writeFile(join(output, `${name}.gz`), gzipSync(content, { level: 9 }));
  await writeFile(join(output, `${name}.br`), brotliCompressSync(content));
}

await rm(output, { recursive: true, force: true });
await mkdir(output, { recursive: true });
await build({ ...common, entryPoints: { main: "scripts/main.ts", theme: "scripts/theme.ts", "live-worker": "scripts/live/worker.ts" }, format: "iife" });
// The Planilla's grid loads its parts when it needs them, so its bundle is a module of several files.
await build({ ...common, entryPoints: { sheet: "scripts/sheet/sheet.ts" }, format: "esm", splitting: true, chunkNames: "sheet-[name]-[hash]" });
await build({ ...common, entryPoints: { main: "styles/main.css", sheet: "styles/sheet.css" }, loader: { ".woff2": "file" }, assetNames: "[name]-[hash]" });
const symbols = await Promise.all((await iconNames()).map(symbol));
await writeFile(join(output, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
const made = await readdir(output);
await Promise.all(made.filter((name) => /\.(js|css|svg)$/.test(name)).map(compress));
