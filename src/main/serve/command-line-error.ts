/** The command line is wrong: exit code 2, and the message says what would be right. */
export class CommandLineError extends Error {}
