import type { GridDraft, GridDraftCell } from '@beatline/shared/model/views/grid_view';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, textOf } from '../../../format/quantities';
import { useFormat } from '../../../format/use_format';
import { RefusalText } from '../refusal_text';
import { codeOf, GRID_TOOLS, SELECTING, stepBack, withKind, type GridTool } from './grid_tool';
import styles from './grid_tab.module.css';
import type { GridEditing } from './use_grid_draft';

export interface DraftPanelProps {
  readonly draft: GridDraft;
  readonly chosen: GridDraftCell | undefined;
  readonly tool: GridTool;
  readonly onTool: (tool: GridTool) => void;
  /** A cell chosen in the list, for the map to go to. */
  readonly onSeek: (code: string) => void;
  readonly editing: GridEditing;
}

/** The draft: how even it is, the tool in hand, the cells, and putting it in force. */
export function DraftPanel({ draft, chosen, tool, onTool, onSeek, editing }: DraftPanelProps) {
  const { t } = useTranslation('data');
  const { balance } = draft;
  return (
    <>
      <h1>{t('grid.draft', { count: formatNumber(draft.cells.length) })}</h1>
      <p>
        {t(`grid.origin.${draft.origin}`)}
        {balance !== undefined && ` ${t('grid.even', { load: formatNumber(balance.maxOverMeanLoad, 2) })}`}
      </p>
      <div className={styles.tools} role="toolbar" aria-label={t('grid.tools')}>
        {GRID_TOOLS.map((kind) => (
          <button key={kind} type="button" aria-pressed={tool.kind === kind} onClick={() => onTool(withKind(tool, kind))}>
            {t(`grid.tool.${kind}`)}
          </button>
        ))}
        <button type="button" className={styles.undo} disabled={editing.isBusy} onClick={editing.undo}>
          {t('grid.undo')}
        </button>
      </div>
      <ToolHint draft={draft} tool={tool} editing={editing} onTool={onTool} />
      {editing.failure !== undefined && (
        <div className={styles.refused} role="alert">
          <RefusalText failure={editing.failure} />
        </div>
      )}
      {chosen !== undefined && <CellCard key={chosen.code} cell={chosen} editing={editing} />}
      <CellList draft={draft} tool={tool} onTool={onTool} onSeek={onSeek} />
      <Finish draft={draft} editing={editing} onDone={() => onTool(SELECTING)} />
    </>
  );
}

/** What to do next with the tool in hand, and the button that does it. */
function ToolHint({ draft, tool, editing, onTool }: Pick<DraftPanelProps, 'draft' | 'tool' | 'editing' | 'onTool'>) {
  const { t } = useTranslation('data');
  const code = codeOf(tool);
  const held = draft.cells.find((cell) => cell.code === code);
  const begun = tool.kind === 'merge' ? tool.codes.length > 0 : tool.code !== undefined;
  const isReady = tool.kind === 'merge' ? tool.codes.length >= 2 : tool.kind === 'split' && tool.line.length >= 2;
  return (
    <div className={styles.hint}>
      <p>{t(`grid.hint.${tool.kind}${begun ? 'Begun' : ''}`, { cell: held?.name ?? '' })}</p>
      {(tool.kind === 'merge' || tool.kind === 'split') && (
        <div>
          <button
            type="button"
            className="btn primary"
            disabled={!isReady || editing.isBusy}
            onClick={() => {
              if (tool.kind === 'merge') editing.edit({ kind: 'merge', codes: [...tool.codes] });
              else if (tool.code !== undefined)
                editing.edit({ kind: 'split', code: tool.code, line: tool.line.map(([lng, lat]): [number, number] => [lng, lat]) });
            }}
          >
            {t(`grid.do.${tool.kind}`, { count: tool.kind === 'merge' ? tool.codes.length : 0 })}
          </button>
          <button type="button" className="btn" disabled={!begun} onClick={() => onTool(stepBack(tool))}>
            {t('grid.back')}
          </button>
        </div>
      )}
    </div>
  );
}

function CellCard({ cell, editing }: { readonly cell: GridDraftCell; readonly editing: GridEditing }) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const rename = (name: string) => name !== '' && name !== cell.name && editing.edit({ kind: 'rename', code: cell.code, name });
  return (
    <section className={styles.card} aria-label={cell.name}>
      <label>
        <span>{t('grid.name')}</span>
        <input
          defaultValue={cell.name}
          maxLength={100}
          onBlur={(event) => rename(event.target.value.trim())}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </label>
      <p>
        {cell.code} · {textOf(format.squareKilometers(cell.areaSquareMeters))} ·{' '}
        {t('grid.streetLength', { length: textOf(format.kilometers(cell.streetMeters)) })} ·{' '}
        {t('grid.incidentCount', { count: formatNumber(cell.incidents) })}
      </p>
    </section>
  );
}

/** Every cell with its streets and incidents as bars; a way to each cell for the keyboard, too. */
function CellList({ draft, tool, onTool, onSeek }: Pick<DraftPanelProps, 'draft' | 'tool' | 'onTool' | 'onSeek'>) {
  const { t } = useTranslation('data');
  const format = useFormat();
  const mostStreets = Math.max(1, ...draft.cells.map((cell) => cell.streetMeters));
  const mostIncidents = Math.max(1, ...draft.cells.map((cell) => cell.incidents));
  const isChosen = (code: string) => (tool.kind === 'merge' ? tool.codes.includes(code) : tool.code === code);
  const choose = (code: string) => {
    onSeek(code);
    if (tool.kind !== 'merge') onTool(tool.kind === 'split' ? { ...tool, code, line: [] } : { kind: tool.kind, code });
    else onTool({ kind: 'merge', codes: tool.codes.includes(code) ? tool.codes.filter((known) => known !== code) : [...tool.codes, code] });
  };
  return (
    <ol className={styles.cells} aria-label={t('grid.list')}>
      <li className={styles.cellsHead} aria-hidden="true">
        <span>{t('grid.cell')}</span>
        <span>{t('grid.streets')}</span>
        <span>{t('grid.incidents')}</span>
      </li>
      {draft.cells.map((cell) => (
        <li key={cell.code}>
          <button type="button" aria-pressed={isChosen(cell.code)} onClick={() => choose(cell.code)}>
            <span>{cell.name}</span>
            <span className={styles.measure}>
              <i style={{ width: `${(cell.streetMeters / mostStreets) * 100}%` }} />
              {textOf(format.kilometers(cell.streetMeters))}
            </span>
            <span className={styles.measure}>
              <i style={{ width: `${(cell.incidents / mostIncidents) * 100}%` }} />
              {formatNumber(cell.incidents)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function Finish({ draft, editing, onDone }: { readonly draft: GridDraft; readonly editing: GridEditing; readonly onDone: () => void }) {
  const { t } = useTranslation('data');
  const [asks, setAsks] = useState<'apply' | 'discard' | undefined>(undefined);
  if (asks !== undefined) {
    return (
      <div className={styles.finish} role="group" aria-label={t(`grid.ask.${asks}`, { count: draft.cells.length })}>
        <p>{t(`grid.ask.${asks}`, { count: draft.cells.length })}</p>
        <button
          type="button"
          className="btn primary"
          autoFocus
          disabled={editing.isBusy}
          onClick={() => {
            setAsks(undefined);
            onDone();
            if (asks === 'apply') editing.apply();
            else editing.discard();
          }}
        >
          {t(`grid.${asks}`)}
        </button>
        <button type="button" className="btn" onClick={() => setAsks(undefined)}>
          {t('grid.keepEditing')}
        </button>
      </div>
    );
  }
  return (
    <div className={styles.finish}>
      <button type="button" className="btn primary" disabled={editing.isBusy} onClick={() => setAsks('apply')}>
        {t('grid.apply')}
      </button>
      <button type="button" className="btn" disabled={editing.isBusy} onClick={() => setAsks('discard')}>
        {t('grid.discard')}
      </button>
    </div>
  );
}
