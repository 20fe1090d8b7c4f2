import type { DeploymentView } from '@beatline/shared/model/views/deployment_view';
import type { CommandState } from '../command_state';
import type { FieldScale } from '../field_scale';
import { CommandLegend } from './command_legend';
import { LayerList } from './layer_list';
import { ModeList } from './mode_list';
import { TimeWindowPicker } from './time_window_picker';

export function LeftRail({
  state,
  deployment,
  scale,
  hasPlan,
}: {
  readonly state: CommandState;
  readonly deployment: DeploymentView;
  readonly scale: FieldScale | undefined;
  readonly hasPlan: boolean;
}) {
  return (
    <>
      <TimeWindowPicker state={state} />
      <ModeList state={state} />
      <LayerList state={state} hasPlan={hasPlan} />
      <CommandLegend state={state} scale={scale} deployment={deployment} hasPlan={hasPlan} />
    </>
  );
}
