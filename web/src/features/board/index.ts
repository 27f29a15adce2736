/** The plant board. */

export { BoardPage } from "./BoardPage";
