"use client";
// Where something needs a session that has ended: the page asks the person to sign in again, and it goes on afterwards.

type Entrance = () => Promise<void>;
let entrance: Entrance | null = null;

/** @param open asks the person; resolves once they are signed in again. @returns takes it back */
export function setEntrance(open: Entrance): () => void {
  entrance = open;
  return () => {
    if (entrance === open) entrance = null;
  };
}

/** @returns whether they are signed in again; false where this page has no way to ask */
export async function signedInAgain(): Promise<boolean> {
  await entrance?.();
  return entrance !== null;
}
