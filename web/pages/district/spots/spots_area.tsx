import type { Hotspot } from '@beatline/shared/model/views/incident_view';
import type { CellTrend, Spot } from '@beatline/shared/model/views/spots_view';
import { useTranslation } from 'react-i18next';
import type { DistrictState, SpotsChoice } from '../district_state';
import { SPOTS_CHOICES } from '../district_state';
import { Panel } from '../panel';
import type { useSpots } from '../period_queries';
import { HotspotList } from './hotspot_list';
import styles from './spots_area.module.css';
import { SpotsPanel, useSpotsInputs } from './spots_panel';

export interface SpotsAreaProps {
  readonly state: DistrictState;
  readonly shown: SpotsChoice;
  readonly spots: ReturnType<typeof useSpots>;
  readonly hotspots: readonly Hotspot[] | undefined;
  readonly chosenHotspot: number | undefined;
  readonly onChooseHotspot: (index: number) => void;
  readonly onChooseSpot: (spot: Spot) => void;
  readonly onChooseCell: (trend: CellTrend) => void;
  readonly inputs: readonly string[];
}

/** Two views of the same ground: what changed lately, and where incidents lie close together. The map outlines what is listed. */
export function SpotsArea(props: SpotsAreaProps) {
  const { state, shown, spots, hotspots, chosenHotspot, onChooseHotspot, onChooseSpot, onChooseCell, inputs } = props;
  const { t } = useTranslation('district');
  const spotsInputs = useSpotsInputs(spots.data);
  const counts: Readonly<Record<SpotsChoice, number | undefined>> = {
    changes: spots.data === undefined ? undefined : spots.data.emerging.length + spots.data.fading.length,
    clusters: hotspots?.length,
  };
  return (
    <Panel
      title={t(shown === 'changes' ? 'spots.title' : 'hotspots.title')}
      heading={
        <span className={styles.tabs} role="group" aria-label={t('spots.choice')}>
          {SPOTS_CHOICES.map((choice) => (
            <button key={choice} type="button" aria-pressed={choice === shown} onClick={() => state.chooseSpotsView(choice)}>
              {t(choice === 'changes' ? 'spots.title' : 'hotspots.title')}
              {counts[choice] !== undefined && <small>{t('spots.count', { count: counts[choice] })}</small>}
            </button>
          ))}
        </span>
      }
      unit=""
      definition={t(shown === 'changes' ? 'define.spots' : 'define.hotspots')}
      inputs={shown === 'changes' ? spotsInputs : inputs}
    >
      {shown === 'changes' ? (
        <SpotsPanel
          spots={spots.data}
          error={spots.error}
          onRetry={() => void spots.refetch()}
          group={state.group}
          chosenSquare={state.square}
          onChoose={onChooseSpot}
          onChooseCell={onChooseCell}
        />
      ) : (
        <HotspotList hotspots={hotspots} chosen={chosenHotspot} onChoose={onChooseHotspot} />
      )}
    </Panel>
  );
}
