/** Mantine's helpers (light-dark(), rem(), breakpoints as mixins) in our own CSS modules. */

export default {
  plugins: {
    "postcss-preset-mantine": {},
  },
};
