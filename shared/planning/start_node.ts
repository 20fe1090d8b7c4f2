import type { ProjectedMeters } from '../geo/lng_lat';
import { Refusal } from '../model/refusal';
import { nearestNode, type StreetGraph, type TravelMode } from './street_graph';

/** A start further than this from any street is a mistake in the data: chosen, because even a depot on a large site lies closer to a gate. */
const FURTHEST_STREET_METERS = 2000;

/**
 * How much further than the nearest street the connected network may begin. Chosen, because yards and parking aisles are often drawn without
 * their gate, while 300 m more usually means the far bank of a river.
 */
const FURTHEST_DETOUR_METERS = 300;

/**
 * The node a unit starts or ends at: the nearest one from which all the streets can be reached and left again. Refuses a position without
 * streets, and one on streets that do not connect with the rest.
 */
export function startNode(graph: StreetGraph, position: ProjectedMeters, mode: TravelMode, unitCode: string): number {
  const street = nearestNode(graph, position, mode, 'any');
  const connected = nearestNode(graph, position, mode, 'main');
  const way = mode === 'vehicle' ? 'drive' : 'walk';
  if (street === undefined || street.meters > FURTHEST_STREET_METERS) {
    const distance = street === undefined ? 'there is none at all' : `the nearest is ${Math.round(street.meters)} m away`;
    throw new Refusal(
      'start_off_streets',
      `Unit ${unitCode} starts away from any street it can ${way} on: ${distance}.`,
      'Check the start, and that the streets of the area are imported.',
    );
  }
  if (connected === undefined || connected.meters > street.meters + FURTHEST_DETOUR_METERS) {
    throw new Refusal(
      'streets_disconnected',
      `Unit ${unitCode} starts on streets that are not connected with the rest of the network for those who ${way}.`,
      'Import the streets in between, or start the unit elsewhere.',
    );
  }
  return connected.node;
}
