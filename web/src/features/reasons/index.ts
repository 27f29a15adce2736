/** The editor of the reason tree, loaded when it is opened. */

export { ReasonsPage as default } from "./ReasonsPage";
