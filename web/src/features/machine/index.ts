/** The page of one machine, loaded when it is first opened. */

export { MachinePage as default } from "./MachinePage";
