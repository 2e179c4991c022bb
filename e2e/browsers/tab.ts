/** What the stories and the loads need of a browser, whatever drives it. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** An element of the page, used as a person uses it. */
export interface Part {
  click(): Promise<void>;
  type(text: string): Promise<void>;
  press(key: "Enter" | "Escape" | "ArrowRight"): Promise<void>;
  /** Gives files of the disk to an `<input type="file">`. */
  choose(paths: readonly string[]): Promise<void>;
}

export interface Tab {
  goto(address: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs a function in the page. It must stand alone: nothing of the scope around it is there. */
  run<A extends readonly Json[], R>(code: (...given: A) => R | Promise<R>, ...given: A): Promise<R>;
  /** The element that a function finds in the page; null when it finds none. */
  find<A extends readonly Json[]>(code: (...given: A) => Element | null, ...given: A): Promise<Part | null>;
}

export type BrowserName = "chromium" | "firefox" | "webkit";

export interface DrivenBrowser {
  readonly name: BrowserName;
  readonly version: string;
  readonly tab: Tab;
  /** Where downloads of this browser arrive. */
  readonly downloads: string;
  /** Uncaught errors and error messages of the page since the last call, where the browser tells of them. */
  trouble(): Promise<readonly string[]>;
  close(): Promise<void>;
}
