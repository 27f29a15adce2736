/** Stops of the plant and their reasons. */

export { StopsPage as default } from "./StopsPage";
