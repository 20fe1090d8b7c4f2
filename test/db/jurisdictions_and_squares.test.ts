import { expect, test } from 'vitest';
import { withDeployment } from '@beatline/db/engine/database';
import { listJurisdictions, jurisdictionShapes, upsertJurisdictions } from '@beatline/db/queries/jurisdictions';
import { describeSquares, listSquares, rebuildSquares } from '@beatline/db/queries/squares';
import { squareIdAt } from '@beatline/shared/geo/lattice';
import { eachEngine } from './engines';
import { makeGround, ORIGIN } from './ground';

eachEngine('jurisdictions and squares', (open) => {
  test('every square of the ground exists once and lies in the police cell, station and district its centre lies in', async () => {
    const database = await open();
    const ground = await makeGround(database);
    await withDeployment(database, async (scoped) => {
      const squares = await listSquares(scoped);
      const nodes = await listJurisdictions(scoped);
      const codeOf = new Map(nodes.map((node) => [node.id, node.code]));
      expect(squares.length).toBe(200);
      for (let i = 0; i < squares.length; i++) {
        const center = ground.projection.toMeters([squares.centerLng[i], squares.centerLat[i]]);
        expect(squares.squareId[i]).toBe(squareIdAt(center, 100));
        const column = Math.floor((center.x - ORIGIN.x) / 500);
        expect(codeOf.get(squares.policeCellId[i])).toBe(['W1', 'W2', 'E1', 'E2'][column]);
        expect(codeOf.get(squares.stationId[i])).toBe(column < 2 ? 'W' : 'E');
        expect(codeOf.get(squares.districtId[i])).toBe('D');
      }
      expect(nodes.find((node) => node.code === 'W1')?.parentId).toBe(ground.stationIds[0]);
      expect(nodes.find((node) => node.code === 'D')?.areaSquareMeters).toBeCloseTo(2_001_600, -3);
      expect((await jurisdictionShapes(scoped, 'station')).features.map((feature) => feature.properties.code)).toEqual(['E', 'W']);
      expect(await rebuildSquares(scoped)).toEqual({ squares: 200, added: 0, removed: 0 });
      const [description] = (await describeSquares(scoped, [squares.squareId[0]])).values();
      expect(description).toMatchObject({ placeName: '', policeCellName: 'Cell W1', stationName: 'West' });
    });
  });

  test('crossed and open rings are repaired, features of one code merged, overlaps and holes measured', async () => {
    const database = await open();
    await withDeployment(database, async (scoped) => {
      const report = await upsertJurisdictions(scoped, 'station', [
        {
          code: 'bow',
          name: 'Bow tie',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [0.01, 0.01],
                [0.01, 0],
                [0, 0.01],
                [0, 0],
              ],
            ],
          },
        },
        {
          code: 'open',
          name: 'Open',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1, 0],
                [1.01, 0],
                [1.01, 0.01],
                [1, 0.01],
              ],
            ],
          },
        },
        {
          code: 'open',
          name: 'Open',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1.02, 0],
                [1.03, 0],
                [1.03, 0.01],
                [1.02, 0.01],
                [1.02, 0],
              ],
            ],
          },
        },
        {
          code: 'half',
          name: 'Overlaps half of one part',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [1.005, 0],
                [1.01, 0],
                [1.01, 0.01],
                [1.005, 0.01],
                [1.005, 0],
              ],
            ],
          },
        },
        {
          code: 'ring',
          name: 'Round a hole',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [2, 0],
                [2.03, 0],
                [2.03, 0.03],
                [2, 0.03],
                [2, 0],
              ],
              [
                [2.01, 0.01],
                [2.02, 0.01],
                [2.02, 0.02],
                [2.01, 0.02],
                [2.01, 0.01],
              ],
            ],
          },
        },
        { code: '', name: 'No code', geometry: { type: 'Polygon', coordinates: [] } },
        {
          code: 'flat',
          name: 'No area',
          geometry: {
            type: 'Polygon',
            coordinates: [
              [
                [3, 0],
                [3.01, 0],
                [3, 0],
                [3, 0],
              ],
            ],
          },
        },
      ]);
      expect(report).toMatchObject({ loaded: 4, repaired: 2 });
      expect(report.rejected.map((reject) => [reject.code, reject.reason])).toEqual([
        ['', 'no_code'],
        ['flat', 'no_area'],
      ]);
      // One hundredth of a degree at the equator is 1,113.2 m by 1,105.7 m.
      expect(report.overlapsSquareMeters).toBeCloseTo(615_500, -3);
      expect(report.holesSquareMeters).toBeCloseTo(1_231_000, -3);
    });
  });
});
