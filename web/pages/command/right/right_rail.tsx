import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import type { GapRow } from '@beatline/shared/model/views/coverage_view';
import type { CommandState } from '../command_state';
import { DueList } from './due_list';
import { Headline } from './headline';
import { LiveUnits } from './live_units';
import type { LngLat } from '@beatline/shared/geo/lng_lat';

export interface RightRailProps {
  readonly state: CommandState;
  readonly deployment: DeploymentView;
  readonly onOpenGap: (row: GapRow) => void;
  readonly onFlyTo: (position: LngLat) => void;
}

export function RightRail({ state, deployment, onOpenGap, onFlyTo }: RightRailProps) {
  return (
    <>
      <Headline state={state} deployment={deployment} />
      <DueList state={state} onOpenGap={onOpenGap} />
      <LiveUnits onFlyTo={onFlyTo} />
    </>
  );
}
