/** Asks before what was said in the wizard is lost. */

import { Button } from "@mantine/core";

import { useI18n } from "@/i18n";
import { Dialog } from "@/ui/Dialog";

export function LeaveDialog({ onStay, onLeave }: { readonly onStay: () => void; readonly onLeave: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog
      title={t("connect.leave.title")}
      close={t("acts.close")}
      onClose={onStay}
      foot={
        <>
          <Button size="md" onClick={onStay}>
            {t("connect.leave.stay")}
          </Button>
          <Button size="md" variant="default" onClick={onLeave}>
            {t("connect.leave.leave")}
          </Button>
        </>
      }
    >
      <p>{t("connect.leave.text")}</p>
    </Dialog>
  );
}
