/** The front page of the settings, loaded when it is opened. */

export { SettingsPage as default } from "./SettingsPage";
