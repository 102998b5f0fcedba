// A map of discs as wide as a place is uncertain. Countries come from the package; tiles only where the desk configured some.
const dark = matchMedia("(prefers-color-scheme: dark)").matches;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const PIXEL_KM = 78.271516964;  // kilometres a pixel is wide at zoom 0, at the equator

// A border that crosses the date line, in pieces that do not go round the world.
function parted(line) {
  const pieces = [[line[0]]];
  for (let n = 1; n < line.length; n += 1) {
    if (Math.abs(line[n][0] - line[n - 1][0]) > 180) pieces.push([]);
    pieces.at(-1).push(line[n]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

export class EventMap {
  constructor(holder, note, narrow) {
    const gl = window.maplibregl;
    gl.setWorkerUrl("/static/vendor/maplibre-worker.js");
    this.holder = holder;
    this.note = note;
    this.narrow = narrow;
    this.labels = [];
    holder.replaceChildren();
    this.map = new gl.Map({
      container: holder,
      style: this.style(holder.dataset.tiles),
      center: [15, 25],
      zoom: 1,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      cooperativeGestures: false,
    });
    this.map.on("idle", () => { this.label(); if (holder.dataset.shown) holder.dataset.drawn = holder.dataset.shown; });
    this.map.on("error", (event) => { holder.dataset.error = String(event.error?.message ?? event.error); });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new gl.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new gl.AttributionControl({ compact: true, customAttribution: "places: GeoNames · borders: Natural Earth" }));
    this.ready = new Promise((done) => this.map.on("load", done)).then(() => this.world());
    this.map.on("click", (event) => this.click(event));
    this.map.on("moveend", () => { this.stale = true; });
    for (const layer of ["places", "areas", "clusters"]) {
      this.map.on("mouseenter", layer, () => { this.map.getCanvas().style.cursor = "pointer"; });
      this.map.on("mouseleave", layer, () => { this.map.getCanvas().style.cursor = ""; });
    }
  }

  style(tiles) {
    const sources = {};
    const layers = [{ id: "sea", type: "background", paint: { "background-color": token("sea") } }];
    if (tiles) {
      sources.tiles = { type: "raster", tiles: [tiles], tileSize: 256, maxzoom: 18 };
      layers.push({ id: "tiles", type: "raster", source: "tiles", paint: dark ? { "raster-brightness-max": 0.6 } : {} });
    }
    return { version: 8, sources, layers };
  }

  async world() {
    const [world, own] = await Promise.all(
      ["/static/vendor/countries-50m.json", this.holder.dataset.borders].map((address) => fetch(address).then((r) => r.json())),
    );
    const shapes = window.topojson.feature(world, world.objects.countries);
    const borders = window.topojson.mesh(world, world.objects.countries);
    borders.coordinates = borders.coordinates.flatMap(parted);
    const add = (id, data, more = {}) => this.map.addSource(id, { type: "geojson", data, ...more });
    const coarse = { maxzoom: 6, buffer: 8, tolerance: 1 };
    add("countries", shapes, coarse);
    add("borders", borders, coarse);
    add("own", own);
    const none = { type: "FeatureCollection", features: [] };
    add("spots", none, { cluster: true, clusterRadius: 34, clusterMaxZoom: 9, clusterProperties: {
      events_sum: ["+", ["get", "events"]], contested_sum: ["+", ["get", "contested"]] } });
    add("areas", none);
    const tiles = Boolean(this.holder.dataset.tiles);
    if (!tiles) this.map.addLayer({ id: "land", type: "fill", source: "countries", paint: { "fill-color": token("land") } });
    this.map.addLayer({ id: "told", type: "fill", source: "countries", filter: ["in", ["get", "iso"], ["literal", []]], paint: { "fill-color": token("c2"), "fill-opacity": 0.14 } });
    this.map.addLayer({ id: "ownland", type: "fill", source: "own", paint: { "fill-color": token("land") } });
    if (!tiles) this.map.addLayer({ id: "borders", type: "line", source: "borders", paint: { "line-color": token("strong"), "line-width": 0.6 } });
    this.map.addLayer({ id: "ownline", type: "line", source: "own", paint: { "line-color": token("strong"), "line-width": 1, "line-dasharray": [4, 3] } });
    const radius = ["interpolate", ["exponential", 2], ["zoom"], 0, ["max", 4, ["get", "px0"]], 20, ["max", 4, ["*", ["get", "px0"], 2 ** 20]]];
    const colour = ["case", [">", ["get", "contested"], 0], token("warn"), token("c2")];
    this.map.addLayer({ id: "areas", type: "circle", source: "areas", paint: { "circle-radius": radius, "circle-color": colour, "circle-opacity": 0.1, "circle-stroke-color": colour, "circle-stroke-width": 1, "circle-stroke-opacity": 0.6 } });
    this.map.addLayer({ id: "discs", type: "circle", source: "spots", filter: ["!", ["has", "point_count"]], paint: { "circle-radius": radius, "circle-color": colour, "circle-opacity": 0.2 } });
    this.map.addLayer({ id: "places", type: "circle", source: "spots", filter: ["!", ["has", "point_count"]], paint: { "circle-radius": ["+", 3, ["min", 6, ["log2", ["get", "events"]]]], "circle-color": colour } });
    this.map.addLayer({ id: "clusters", type: "circle", source: "spots", filter: ["has", "point_count"], paint: { "circle-radius": ["+", 11, ["min", 20, ["*", 2.2, ["log2", ["get", "events_sum"]]]]], "circle-color": token("card"), "circle-opacity": 0.9, "circle-stroke-color": ["case", [">", ["get", "contested_sum"], 0], token("warn"), token("c2")], "circle-stroke-width": 2 } });
    this.holder.dataset.ready = "1";
  }

  async load(address) {
    this.wanted = address;
    const [data] = await Promise.all([fetch(address).then((r) => r.json()), this.ready]);
    if (this.wanted !== address || !data.features) return;
    for (const one of data.features) {
      const at = one.geometry.coordinates;
      const cos = Math.max(0.05, Math.cos(at[1] * Math.PI / 180));
      one.properties.px0 = one.properties.radius_km / (PIXEL_KM * cos);
    }
    const area = (one) => ["admin1", "admin2", "area", "water"].includes(one.properties.level);
    const collection = (features) => ({ type: "FeatureCollection", features });
    this.map.getSource("areas").setData(collection(data.features.filter(area)));
    this.map.getSource("spots").setData(collection(data.features.filter((one) => !area(one))));
    const told = Object.keys(data.countries);
    this.map.setFilter("told", ["in", ["get", "iso"], ["literal", told]]);
    const whole = Object.values(data.countries).reduce((a, b) => a + b, 0);
    const notes = ["A disc is as wide as the place is uncertain."];
    if (whole) notes.push(`${whole} told of a country only (shaded).`);
    if (data.nowhere) notes.push(`${data.nowhere} without a place.`);
    this.note.textContent = notes.join(" ");
    this.fit(data.features);
    this.stale = true;
    this.holder.dataset.shown = String(data.features.reduce((sum, one) => sum + one.properties.events, whole + data.nowhere));
  }

  fit(features) {
    if (!features.length) return;
    const lon = features.map((one) => one.geometry.coordinates[0]).sort((a, b) => a - b);
    const lat = features.map((one) => one.geometry.coordinates[1]).sort((a, b) => a - b);
    const margin = 0.15;
    const box = [[lon[0] - margin, Math.max(-85, lat[0] - margin)], [lon.at(-1) + margin, Math.min(85, lat.at(-1) + margin)]];
    this.map.fitBounds(box, { padding: 50, maxZoom: 8, animate: false });
  }

  // Names and counts as HTML: no font files are needed, and they are read like the rest of the page.
  label() {
    if (!this.stale || !this.map.getLayer("clusters")) return;
    this.stale = false;
    for (const one of this.labels) one.remove();
    const seen = new Set();
    const taken = [];
    const put = (at, words, kind, offset) => {
      const p = this.map.project(at);
      const box = [p.x + offset[0], p.y + offset[1] - 8, p.x + offset[0] + 7 * words.length, p.y + offset[1] + 8];
      if (kind === "maplabel" && taken.some((t) => t[0] < box[2] && t[2] > box[0] && t[1] < box[3] && t[3] > box[1])) return;
      taken.push(box);
      const element = document.createElement("div");
      element.className = kind;
      element.textContent = words;
      element.dir = "auto";
      this.labels.push(new window.maplibregl.Marker({ element, anchor: kind === "maplabel" ? "left" : "center", offset }).setLngLat(at).addTo(this.map));
    };
    this.labels = [];
    for (const one of this.map.queryRenderedFeatures({ layers: ["clusters"] })) {
      const id = "c" + one.properties.cluster_id;
      if (seen.has(id)) continue;
      seen.add(id);
      put(one.geometry.coordinates, String(one.properties.events_sum), "mapcount", [0, 0]);
    }
    for (const one of this.map.queryRenderedFeatures({ layers: ["places", "areas"] }).slice(0, 60)) {
      const { name, events } = one.properties;
      const id = name + one.geometry.coordinates.map((n) => n.toFixed(2));
      if (!name || seen.has(id)) continue;
      seen.add(id);
      put(one.geometry.coordinates, events > 1 ? `${name} · ${events}` : name, "maplabel", [11, -2]);
    }
  }

  click(event) {
    const [cluster] = this.map.queryRenderedFeatures(event.point, { layers: ["clusters"] });
    if (cluster) {
      this.map.getSource("spots").getClusterExpansionZoom(cluster.properties.cluster_id)
        .then((zoom) => this.map.easeTo({ center: cluster.geometry.coordinates, zoom, duration: 300 }));
      return;
    }
    const [one] = this.map.queryRenderedFeatures(event.point, { layers: ["places", "discs", "areas"] });
    if (!one) return;
    const { name, level, radius_km: km, events, id } = one.properties;
    const box = document.createElement("div");
    box.className = "popup";
    const title = document.createElement("b");
    title.dir = "auto";
    title.textContent = name ?? "a place";
    const told = document.createElement("p");
    told.textContent = `${level ?? "place"}, within ${km} km; ${events} ${events === 1 ? "event" : "events"}`;
    box.append(title, told);
    if (id) {
      const link = document.createElement("a");
      link.href = "/events/" + encodeURIComponent(id);
      link.textContent = "open the event";
      box.append(link);
    } else if (name) {
      const button = document.createElement("button");
      button.textContent = "only these";
      button.addEventListener("click", () => { popup.remove(); this.narrow({ place: name }); });
      box.append(button);
    }
    const popup = new window.maplibregl.Popup({ closeButton: true }).setLngLat(one.geometry.coordinates).setDOMContent(box).addTo(this.map);
  }
}
