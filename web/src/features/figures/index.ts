/** The board of figures, loaded when it is first opened. */

export { FiguresPage as default } from "./FiguresPage";
