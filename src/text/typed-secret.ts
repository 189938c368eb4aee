// How a secret comes into a variable of a shell.

/** A line for bash and zsh that waits for the secret and does not show it: what is typed on a command line stays in the shell's history. */
export const typedSecret = (variable: string): string => `read -rs ${variable} && export ${variable}`;
