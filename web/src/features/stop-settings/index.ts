/** How stops are taken, loaded when it is opened. */

export { StopSettingsPage as default } from "./StopSettingsPage";
