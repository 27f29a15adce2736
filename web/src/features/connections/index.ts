/** The list of connections, loaded when it is opened. */

export { ConnectionsPage as default } from "./ConnectionsPage";
