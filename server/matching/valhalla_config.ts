/**
 * Steps between anchors longer than this are not joined, metres. Chosen: a gap of 300 s, the longest that may be inferred, at 60 km/h; the search behind a
 * step grows with its square.
 */
export const BREAKAGE_METERS = 5000;

/** The longest search radius Valhalla allows: METHODS drops fixes less certain than 50 m, and streets are wide. */
const MOST_SEARCH_METERS = 100;

const TRAVEL_LIMITS = { max_distance: 5_000_000, max_locations: 50, max_matrix_distance: 400_000, max_matrix_location_pairs: 2500 };

/**
 * Configuration of Valhalla for building tiles in a folder and matching on them. It refuses to start without most of these, though nothing but mjolnir, meili and
 * `trace` is read here; their values are those of its own configuration tool. The same streets give the same tiles with one thread.
 */
export function valhallaConfig(tileFolder: string): object {
  const quiet = { type: '' };
  return {
    mjolnir: {
      tile_dir: tileFolder,
      concurrency: 1,
      id_table_size: 1_000_000,
      max_cache_size: 256 * 2 ** 20,
      include_driving: true,
      include_bicycle: true,
      include_pedestrian: true,
      include_driveways: true,
      hierarchy: true,
      // Shortcuts are for routes across a country, and a segment keeps its class and its ends.
      shortcuts: false,
      reclassify_links: false,
      data_processing: {
        infer_internal_intersections: false,
        infer_turn_channels: false,
        use_admin_db: false,
        apply_country_overrides: false,
      },
      logging: quiet,
    },
    meili: {
      default: { breakage_distance: BREAKAGE_METERS, max_search_radius: MOST_SEARCH_METERS },
      customizable: ['search_radius', 'turn_penalty_factor', 'gps_accuracy', 'interpolation_distance', 'beta', 'max_route_distance_factor'],
      logging: quiet,
    },
    loki: {
      actions: ['trace_attributes'],
      service_defaults: {
        heading_tolerance: 60,
        minimum_reachability: 50,
        node_snap_tolerance: 5,
        radius: 0,
        search_cutoff: 35_000,
        street_side_max_distance: 1000,
        street_side_tolerance: 5,
      },
      logging: quiet,
    },
    thor: { logging: quiet },
    odin: { logging: quiet },
    service_limits: {
      auto: TRAVEL_LIMITS,
      bicycle: TRAVEL_LIMITS,
      pedestrian: { ...TRAVEL_LIMITS, max_transit_walking_distance: 10_000, min_transit_walking_distance: 1 },
      isochrone: { max_contours: 4, max_distance: 25_000, max_distance_contour: 200, max_locations: 1, max_time_contour: 120 },
      max_alternates: 2,
      max_exclude_locations: 50,
      max_exclude_polygons_length: 10_000,
      max_radius: 200,
      max_reachability: 100,
      skadi: { max_shape: 750_000, min_resample: 10 },
      trace: {
        max_alternates: 3,
        max_alternates_shape: 100,
        // A chunk of an hour at 1 s has at most 3,600 anchors; nobody covers 1,000 km in it.
        max_distance: 1_000_000,
        max_gps_accuracy: 100,
        max_search_radius: MOST_SEARCH_METERS,
        max_shape: 16_000,
      },
    },
  };
}
