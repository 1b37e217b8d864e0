"use client";
// Code that loads when it is first needed. A load that fails is tried again and never takes the page down, as React's `lazy`
// would: what is typed in the page would go with it.
import { type ComponentType, useEffect, useState } from "react";

const AGAIN_MS = 2_000;

export interface Loading<M> {
  /** Starts to load; to be called when somebody is about to need it. Never rejects. */
  preload(): Promise<void>;
  /** @returns null until it is there */
  now(): M | null;
  /** As `now`, and loads while `wanted`; renders again once it is there. */
  useModule(wanted: boolean): M | null;
}

export function loading<M>(load: () => Promise<M>): Loading<M> {
  let module: M | null = null;
  let under: Promise<void> | null = null;

  function preload(): Promise<void> {
    under ??= load().then(
      (loaded) => {
        module = loaded;
      },
      () => {
        under = null;
      },
    );
    return under;
  }

  function useModule(wanted: boolean): M | null {
    const [, setThere] = useState(module !== null);
    useEffect(() => {
      if (!wanted || module) return;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let over = false;
      async function fetch(): Promise<void> {
        await preload();
        if (over) return;
        if (module) setThere(true);
        else timer = setTimeout(fetch, AGAIN_MS);
      }
      void fetch();
      return () => {
        over = true;
        clearTimeout(timer);
      };
    }, [wanted]);
    return module;
  }

  return { preload, now: () => module, useModule };
}

/** A component that shows nothing until it is wanted for the first time and loaded. */
export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  isWanted: (props: P) => boolean = () => true,
): ComponentType<P> {
  const part = loading(load);
  return function OnDemand(props: P) {
    const Part = part.useModule(isWanted(props));
    return Part ? <Part {...props} /> : null;
  };
}
