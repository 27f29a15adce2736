/** The page of one connection, loaded when it is opened. */

export { ConnectionPage as default } from "./ConnectionPage";
