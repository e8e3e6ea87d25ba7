/** The room all panes share, in CSS pixels. */
export interface PaneArea {
  readonly width: number;
  readonly height: number;
  /** Terminal text, in pixels. */
  readonly fontSize: number;
}

/** Where a pane lies, in hundredths of the area. */
export interface PanePlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const GOOD_COLUMNS = 80;
const LEAST_COLUMNS = 40;
const LEAST_ROWS = 8;
/** Beside and around the screen: padding 12 and 7, the head 32. */
const SIDES = 24;
const HEAD = 32 + 14;
/** A cell of the code font, as parts of its size; the line height is the terminal's. */
const CELL_WIDTH = 0.6;
const CELL_HEIGHT = 1.42;

const columnsIn = (width: number, fontSize: number): number =>
  Math.floor((width - SIDES) / (fontSize * CELL_WIDTH));
const rowsIn = (height: number, fontSize: number): number =>
  Math.floor((height - HEAD) / Math.floor(fontSize * CELL_HEIGHT));

/** Panes side by side: as many as keep 80 columns; more only where stacking would leave too few rows. */
const sideBySide = ({ width, height, fontSize }: PaneArea, count: number): number => {
  const fitting = (beside: number): { columns: number; rows: number } => ({
    columns: columnsIn(width / beside, fontSize),
    rows: rowsIn(height / Math.ceil(count / beside), fontSize),
  });
  let beside = 1;
  while (beside < count && fitting(beside + 1).columns >= GOOD_COLUMNS) beside += 1;
  while (
    beside < count &&
    fitting(beside).rows < LEAST_ROWS &&
    fitting(beside + 1).columns >= LEAST_COLUMNS
  ) {
    beside += 1;
  }
  return beside;
};

/** Where each of `count` panes lies. The first ones are at the left; later columns hold the odd ones. */
export const paneLayout = (area: PaneArea, count: number): readonly PanePlace[] => {
  const beside = sideBySide(area, count);
  const places: PanePlace[] = [];
  for (let column = 0; column < beside; column += 1) {
    const from = Math.floor((column * count) / beside);
    const stacked = Math.floor(((column + 1) * count) / beside) - from;
    for (let row = 0; row < stacked; row += 1) {
      places.push({
        left: (column * 100) / beside,
        top: (row * 100) / stacked,
        width: 100 / beside,
        height: 100 / stacked,
      });
    }
  }
  return places;
};

/** Why the area cannot hold `count` panes, as a sentence for people; null when it can. */
export const splitRefusal = (area: PaneArea, count: number): string | null => {
  const beside = sideBySide(area, count);
  const columns = columnsIn(area.width / beside, area.fontSize);
  const rows = rowsIn(area.height / Math.ceil(count / beside), area.fontSize);
  if (columns >= LEAST_COLUMNS && rows >= LEAST_ROWS) return null;
  return `Another pane would leave ${Math.max(columns, 0)} columns and ${Math.max(rows, 0)} rows each; a terminal needs ${LEAST_COLUMNS} by ${LEAST_ROWS}. Make the window larger, or close a pane.`;
};
