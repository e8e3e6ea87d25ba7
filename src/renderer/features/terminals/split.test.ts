import { expect, test } from 'vitest';
import { paneLayout, splitRefusal } from './split.ts';

const area = (width: number, height: number) => ({ width, height, fontSize: 12 });

test('two panes lie side by side where each keeps 80 columns, else one above the other', () => {
  expect([paneLayout(area(1200, 800), 2), paneLayout(area(1190, 800), 2)]).toEqual([
    [
      { left: 0, top: 0, width: 50, height: 100 },
      { left: 50, top: 0, width: 50, height: 100 },
    ],
    [
      { left: 0, top: 0, width: 100, height: 50 },
      { left: 0, top: 50, width: 100, height: 50 },
    ],
  ]);
});

test('the odd pane goes to the last column', () => {
  expect(paneLayout(area(1300, 800), 3)).toEqual([
    { left: 0, top: 0, width: 50, height: 100 },
    { left: 50, top: 0, width: 50, height: 50 },
    { left: 50, top: 50, width: 50, height: 50 },
  ]);
});

test('where stacking leaves too few rows, columns may shrink to 40', () => {
  expect(paneLayout(area(700, 300), 2)).toEqual([
    { left: 0, top: 0, width: 50, height: 100 },
    { left: 50, top: 0, width: 50, height: 100 },
  ]);
});

test('a split that leaves less than 40 columns or 8 rows is refused with the figures', () => {
  expect([splitRefusal(area(1200, 800), 2), splitRefusal(area(500, 300), 2)]).toEqual([
    null,
    'Another pane would leave 66 columns and 6 rows each; a terminal needs 40 by 8. Make the window larger, or close a pane.',
  ]);
});

test('one pane always has a place, however small the window', () => {
  expect(paneLayout(area(0, 0), 1)).toEqual([{ left: 0, top: 0, width: 100, height: 100 }]);
});
