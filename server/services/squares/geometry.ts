import { encodeColumn } from '@beatline/shared/formats/binary_column';
import type { SquareGeometryColumns } from '@beatline/shared/model/views/coverage_view';
import type { App } from '../../app';

export async function squareGeometry(app: App): Promise<SquareGeometryColumns> {
  const { squares } = await app.ground.current();
  return {
    count: squares.length,
    squareId: encodeColumn(squares.squareId),
    corners: encodeColumn(squares.corners),
    policeCellId: encodeColumn(squares.policeCellId),
    version: squares.version,
  };
}
