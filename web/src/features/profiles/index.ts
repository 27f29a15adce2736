/** The editor of state rules, loaded when it is opened. */

export { ProfilesPage as default } from "./ProfilesPage";
