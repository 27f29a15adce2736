/** The page of all machines' timelines, loaded when it is first opened. */

export { ShopTimelinePage as default } from "./ShopTimelinePage";
