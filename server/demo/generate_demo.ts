import { demoAddresses, writeAddresses } from './address_file';
import { createAirspace, drawZones, zoneRingLngLat, type DemoZone } from './city_zones';
import { buildCity, type City } from './city';
import { lngLatOfStreetSpace } from './city_frame';
import { drawJurisdictions, rounded, type DemoJurisdictions, type JurisdictionArea } from './city_jurisdictions';
import { namePlaces, type DemoPlace } from './city_places';
import { layOutSquares } from './city_squares';
import { writeCameras } from './demo_cameras';
import { writeUnits } from './demo_units';
import { drawIncidents, type DrawnIncident } from './draw_incidents';
import type { Airspace } from './drone_flight';
import { writeIncidents } from './incident_file';
import { writeOsm } from './osm_file';
import { preparePatrols, type PatrolGround } from './patrol_ground';
import { createRiskTruth, type RiskTruth } from './risk_truth';
import { TRACK_DAYS, writeTracks, type TrackFile } from './track_files';

/** The demo district with everything that is true about it; its files are written on demand. */
export interface Demo {
  readonly seed: number;
  readonly untilMs: number;
  readonly city: City;
  readonly places: readonly DemoPlace[];
  readonly jurisdictions: DemoJurisdictions;
  readonly zones: readonly DemoZone[];
  readonly truth: RiskTruth;
  readonly patrols: PatrolGround;
  readonly airspace: Airspace;
  readonly incidents: readonly DrawnIncident[];
}

/** Draws the whole demo for a seed up to an instant. Deterministic; about a second. */
export function generateDemo(seed: number, untilMs: number): Demo {
  const ground = groundOfDemo(seed, untilMs);
  return { ...ground, incidents: drawIncidents(ground.city, ground.places, ground.truth, untilMs) };
}

/** The demo without its incidents: what the live simulator needs. */
export function groundOfDemo(seed: number, untilMs: number): Omit<Demo, 'incidents'> {
  const city = buildCity(seed);
  const places = namePlaces(city.built, seed);
  const jurisdictions = drawJurisdictions(city.plan);
  const zones = drawZones(places);
  const truth = createRiskTruth(city, places, layOutSquares(jurisdictions), untilMs);
  return {
    seed,
    untilMs,
    city,
    places,
    jurisdictions,
    zones,
    truth,
    patrols: preparePatrols(city, places, truth, untilMs),
    airspace: createAirspace(zones),
  };
}

/** A file as a user would have it. */
export interface DemoFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export function osmFileOf(demo: Demo): DemoFile {
  return { name: 'city.osm', bytes: writeOsm(demo.city, demo.places) };
}

export const JURISDICTION_FILES = ['bureau', 'district', 'station', 'police-cell'] as const;

export function jurisdictionFileOf(demo: Demo, level: (typeof JURISDICTION_FILES)[number]): DemoFile {
  const { bureau, district, stations, cells } = demo.jurisdictions;
  const areas = { bureau: [bureau], district: [district], station: stations, 'police-cell': cells }[level];
  return { name: `${level}.geojson`, bytes: geoJson(areas.map(areaFeature)) };
}

function areaFeature(area: JurisdictionArea) {
  return {
    type: 'Feature',
    properties: { code: area.code, name: area.name, ...(area.parentCode === undefined ? {} : { parent: area.parentCode }) },
    geometry:
      area.polygons.length === 1
        ? { type: 'Polygon', coordinates: area.polygons[0] }
        : { type: 'MultiPolygon', coordinates: area.polygons },
  };
}

/** The register of key places; those that only label the map stay in the map. */
export function placesFileOf(demo: Demo): DemoFile {
  const features = demo.places
    .filter((place) => place.registered)
    .map((place) => ({
      type: 'Feature',
      properties: { name: place.name, kind: place.kind },
      geometry: { type: 'Point', coordinates: rounded(lngLatOfStreetSpace(place.u, place.v)) },
    }));
  return { name: 'places.geojson', bytes: geoJson(features) };
}

export function zonesFileOf(demo: Demo): DemoFile {
  const features = demo.zones.map((zone) => ({
    type: 'Feature',
    properties: { name: zone.name, kind: zone.kind },
    geometry: { type: 'Polygon', coordinates: [zoneRingLngLat(zone)] },
  }));
  return { name: 'zones.geojson', bytes: geoJson(features) };
}

export function camerasFileOf(demo: Demo): DemoFile {
  return { name: '固定视频.csv', bytes: writeCameras(demo.city, demo.places, demo.untilMs) };
}

export function unitsFileOf(demo: Demo): DemoFile {
  return { name: 'units.csv', bytes: writeUnits(demo.patrols.units) };
}

export function incidentsFileOf(demo: Demo): DemoFile {
  return { name: '警情.csv', bytes: writeIncidents(demo.incidents, demo.truth, demo.seed, demo.untilMs) };
}

/** Standard addresses of every building and of some doors, as a civil registry would hand them over. */
export function addressesFileOf(demo: Demo): DemoFile {
  const addresses = demoAddresses(demo.city, demo.places).filter(({ kind }, i) => kind !== 'house_number' || i % LISTED_DOOR_EVERY === 0);
  return { name: '标准地址.csv', bytes: writeAddresses(addresses) };
}

/** One door number in so many is in the demo's register: those between are found between their neighbours, and the load takes seconds less. */
const LISTED_DOOR_EVERY = 4;

/** One by one, because together they are a hundred megabytes. */
export function trackFilesOf(demo: Demo, days = TRACK_DAYS): Generator<TrackFile> {
  return writeTracks(demo.patrols, demo.airspace, demo.untilMs, days);
}

function geoJson(features: readonly object[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ type: 'FeatureCollection', features }));
}
