import type { GridApplied, GridDraft, GridEdit } from '@beatline/shared/model/views/grid_view';
import { useMutation } from '@tanstack/react-query';
import { queryClient, trpc } from '../../../api/client';
import { failureOf, type Failure } from '../refusal_text';

/** Everything that changes the draft; each answer is the draft as it then is. */
export interface GridEditing {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** What putting the last draft in force did, until the next change. */
  readonly applied: GridApplied | undefined;
  edit(operation: GridEdit): void;
  undo(): void;
  copyCurrent(): void;
  apply(): void;
  discard(): void;
}

/** The calls that change the draft; `onChanged` hears of each change that was made. */
export function useGridDraft(onChanged: () => void): GridEditing {
  const previewKey = trpc.grid.preview.queryKey();
  const keep = (draft: GridDraft | null) => {
    queryClient.setQueryData(previewKey, draft);
    onChanged();
  };
  const edit = useMutation(trpc.grid.edit.mutationOptions({ onSuccess: keep }));
  const undo = useMutation(trpc.grid.undo.mutationOptions({ onSuccess: keep }));
  const copy = useMutation(trpc.grid.copyCurrent.mutationOptions({ onSuccess: keep }));
  const apply = useMutation(
    trpc.grid.putInForce.mutationOptions({
      onSuccess: () => {
        keep(null);
        void queryClient.invalidateQueries();
      },
    }),
  );
  const discard = useMutation(trpc.grid.discard.mutationOptions({ onSuccess: () => keep(null) }));
  const all = [edit, undo, copy, apply, discard];
  const begin = () => all.forEach((call) => call.reset());
  const error = all.find((call) => call.error !== null)?.error ?? undefined;
  return {
    isBusy: all.some((call) => call.isPending),
    failure: error === undefined ? undefined : failureOf(error),
    applied: apply.data,
    edit(operation) {
      const draft = queryClient.getQueryData(previewKey);
      if (draft === undefined || draft === null) return;
      begin();
      edit.mutate({ revision: draft.revision, operation });
    },
    undo() {
      begin();
      undo.mutate();
    },
    copyCurrent() {
      begin();
      copy.mutate();
    },
    apply() {
      begin();
      apply.mutate();
    },
    discard() {
      begin();
      discard.mutate();
    },
  };
}
