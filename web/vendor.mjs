// Copies what the pages need out of node_modules into the package: nothing is fetched when the app runs.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "src", "tidings", "web", "static", "vendor");
const codes = JSON.parse(readFileSync(join(here, "countries.json"), "utf8"));

const files = {
  "htmx.js": "htmx.org/dist/htmx.min.js",
  "htmx-LICENSE.txt": "htmx.org/LICENSE",
  "maplibre.js": "maplibre-gl/dist/maplibre-gl-csp.js",
  "maplibre-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
  "maplibre.css": "maplibre-gl/dist/maplibre-gl.css",
  "maplibre-LICENSE.txt": "maplibre-gl/LICENSE.txt",
  "topojson-client.js": "topojson-client/dist/topojson-client.min.js",
  "topojson-client-LICENSE.txt": "topojson-client/LICENSE",
  "world-atlas-LICENSE.txt": "world-atlas/LICENSE",
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [name, source] of Object.entries(files)) {
  copyFileSync(join(here, "node_modules", source), join(target, name));
}

// Borders with the two-letter codes that claims use.
for (const scale of ["50m"]) {
  const world = JSON.parse(readFileSync(join(here, "node_modules", "world-atlas", `countries-${scale}.json`), "utf8"));
  for (const shape of world.objects.countries.geometries) {
    shape.properties = { iso: codes[shape.id] ?? null, name: shape.properties.name };
  }
  delete world.objects.land;
  writeFileSync(join(target, `countries-${scale}.json`), JSON.stringify(world));
}
console.log(`copied ${Object.keys(files).length + 1} files`);
