import { useState, type DragEvent } from 'react';
import { FileView } from './file_view';
import { startImportSession, useImportSession } from './import_session';
import styles from './import_tab.module.css';
import { StartView } from './start_view';
import { useProposedKind } from './use_proposed_kind';

/** One file at a time: drop it, read what was found, agree, read what came of it. A file may be dropped anywhere on the tab. */
export function ImportTab() {
  const session = useImportSession();
  useProposedKind(session);
  const [isOver, setIsOver] = useState(false);
  const takesFile = session.step !== 'loading';
  const over = (event: DragEvent) => {
    if (!takesFile || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setIsOver(true);
  };
  const drop = (event: DragEvent) => {
    const [file] = event.dataTransfer.files;
    setIsOver(false);
    if (!takesFile || file === undefined) return;
    event.preventDefault();
    startImportSession(file);
  };
  return (
    <div
      className={styles.tab}
      data-over={isOver}
      onDragOver={over}
      onDragLeave={(event) => event.currentTarget === event.target && setIsOver(false)}
      onDrop={drop}
    >
      {'upload' in session && session.kind !== undefined ? (
        <FileView key={session.upload.uploadId} session={session} kind={session.kind} />
      ) : (
        <StartView session={session} />
      )}
    </div>
  );
}
