/** A path in one line; where there is no room for all of it, its beginning goes. */
export const PathText = ({ path }: { readonly path: string }) => (
  <span dir="rtl" className="block truncate text-left">
    <bdi dir="ltr">{path}</bdi>
  </span>
);
