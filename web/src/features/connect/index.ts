/** The wizard that connects a machine, loaded when it is opened. */

export { ConnectPage as default } from "./ConnectPage";
