/** What a terminal, or its reader's eye, would obey: controls, and characters that turn the direction of text. */
export const OBEYED = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
