/** Losses, loaded when they are first opened. */

export { LossesPage as default } from "./LossesPage";
