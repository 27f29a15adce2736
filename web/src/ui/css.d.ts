/** Custom properties in `style` are typed as such. */

import "react";

declare module "react" {
  // an interface can only be widened by an interface, and a record is none
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
  interface CSSProperties {
    [name: `--${string}`]: string | number | undefined;
  }
}
