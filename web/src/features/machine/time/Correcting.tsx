/** The dialog of the piece that is being corrected, and the bar that takes the last act back. */

import type { StateLookup } from "@/api";
import { UndoBar } from "@/blocks/acts/UndoBar";
import type { Done } from "@/blocks/acts/useDone";
import { describeError, useI18n } from "@/i18n";
import { CorrectDialog } from "./CorrectDialog";
import type { Piece } from "./pieces";
import type { MachineTime } from "./useMachineTime";
import { correctionText } from "./words";

export interface CorrectingProps {
  readonly machineId: string;
  readonly time: MachineTime;
  readonly states: StateLookup;
  /** The piece whose dialog is open. */
  readonly piece: Piece | null;
  readonly given: Done;
  readonly onClose: () => void;
}

export function Correcting({ machineId, time, states, piece, given, onClose }: CorrectingProps) {
  const { t, language } = useI18n();
  const { acting, run, done, putAway } = given;
  const first = done?.corrections[0];
  return (
    <>
      {piece !== null && (
        <CorrectDialog
          key={piece.start}
          machineId={machineId}
          piece={piece}
          time={time}
          states={states}
          acting={acting}
          onAct={(act) => {
            run(act, onClose);
          }}
          onClose={() => {
            acting.forget();
            onClose();
          }}
        />
      )}
      {piece === null && done !== null && first !== undefined && (
        <UndoBar
          key={first.id}
          warnings={done.warnings.map(({ text }) => text)}
          error={acting.error === null ? null : describeError(acting.error, t)}
          pending={acting.pending}
          onUndo={() => {
            run({ act: "undo", id: first.id, whole: true });
          }}
          onClose={putAway}
        >
          {correctionText(first, { t, language, states, reasons: time.reasons })}
        </UndoBar>
      )}
    </>
  );
}
