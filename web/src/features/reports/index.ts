/** Reports, loaded when they are first opened. */

export { ReportsPage as default } from "./ReportsPage";
