"use client";
// Code that loads when it is first needed. A load that fails is tried again and never takes the page down, as React's `lazy`
// would: what is typed in the page would go with it.
import { type ComponentType, useEffect, useState } from "react";

const AGAIN_MS = 2_000;

export interface OnDemandPart<M> {
  /** Starts to load; to be called when somebody is about to need it. Never rejects. */
  preload(): Promise<void>;
  /** @returns null until it is there */
  now(): M | null;
}

export function loading<M>(load: () => Promise<M>): OnDemandPart<M> {
  let module: M | null = null;
  let running: Promise<void> | null = null;
  function preload(): Promise<void> {
    running ??= load().then(
      (loaded) => {
        module = loaded;
      },
      () => {
        running = null;
      },
    );
    return running;
  }
  return { preload, now: () => module };
}

/** Loads while `wanted`, and renders again once it is there. @returns null until then */
export function useLoaded<M>(part: OnDemandPart<M>, wanted: boolean): M | null {
  const [, setThere] = useState(false);
  useEffect(() => {
    if (!wanted || part.now()) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let over = false;
    async function fetch(): Promise<void> {
      await part.preload();
      if (over) return;
      if (part.now()) setThere(true);
      else timer = setTimeout(fetch, AGAIN_MS);
    }
    void fetch();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [part, wanted]);
  return part.now();
}

/** A component that shows nothing until it is wanted for the first time and loaded. To be called outside of components. */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  isWanted: (props: P) => boolean = () => true,
): ComponentType<P> {
  const part = loading(load);
  // biome-ignore lint/correctness/noComponentHookFactories: called once per module, as React's `lazy`
  return function OnDemand(props: P) {
    const Part = useLoaded(part, isWanted(props));
    return Part ? <Part {...props} /> : null;
  };
}
