/** The manual workplace, loaded where a machine has one. */

export { ManualPanel as default } from "./ManualPanel";
