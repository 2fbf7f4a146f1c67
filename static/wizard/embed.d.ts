/**
 * Types of embed.js, which shows the profile wizard in a page of a portal.
 *
 * By attributes; the element's own win over those of the script:
 *
 *     <script src="https://wizard.example/static/wizard/embed.js" data-launch="/wizard-token" defer></script>
 *     <div data-profile-wizard></div>
 *
 * `data-launch` is an address of the portal. It answers a GET with a fresh launch token, as plain
 * text or as JSON `{"launch_token": "…"}`. `data-title`, `data-failed-text`, `data-expired-text` and
 * `data-retry-text` are the options of the same names; so is `data-url`, at the script only. Events
 * arrive at the element as `profile-wizard:<type>` and bubble; their `detail` is a
 * `ProfileWizard.Told`.
 *
 * By script:
 *
 *     const wizard = ProfileWizard.mount(element, {
 *       launch: async () => (await fetch("/wizard-token", { method: "POST" })).text(),
 *       on: { completed: ({ profile_id }) => show(profile_id) },
 *     });
 *
 * The portal's content policy needs `script-src`, `frame-src` and `form-action` with the wizard's
 * origin and, for `data-launch`, `connect-src 'self'`. JSON Schemas of the messages: messages/.
 */
declare namespace ProfileWizard {
  /**
   * Show the wizard in the element, in place of all that it contains. An element that shows it
   * already begins anew. Throws TypeError where `element` or `launch` is missing, or `url` where it is
   * needed.
   */
  function mount(element: HTMLElement, options: Options): Handle;

  /** What shows the wizard in this element, also where attributes brought it there. */
  function get(element: HTMLElement): Handle | undefined;

  interface Handle {
    /** Take away the frame and every listener. */
    destroy(): void;
    /** Do as if the operator had chosen Cancel, where the page in the frame offers that. */
    requestClose(): void;
  }

  interface Options {
    /**
     * Answers with a fresh launch token, signed by the portal's backend, within 30 seconds; or an
     * address that does. Asked again when the run has expired or its page did not load: once by
     * itself, and then when the operator has gone on or chooses to try again.
     */
    launch: string | (() => string | Promise<string>);
    /** Where the wizard is served, such as https://wizard.example; else known from the script's address. */
    url?: string;
    /** Listeners, in addition to those of the element. */
    on?: { [Type in keyof Events]?: (data: Events[Type], told: Told<Type>) => void };
    /** Accessible name of the frame: "Create a profile". */
    title?: string;
    /** What stands in place of the frame when a launch failed, when the session has ended, and on the button. */
    failedText?: string;
    expiredText?: string;
    retryText?: string;
  }

  /** What the wizard tells. Nothing that was typed, and no names. */
  interface Events {
    /** The wizard is shown; once for each launch. `height` of its page in px. */
    ready: { height: number };
    /** Its page has another height in px; the frame has it already (200 to 20000). */
    resize: { height: number };
    /** Another step is shown: its name, such as `details`, and its number from 1. */
    step: { key: string; index: number };
    /** Whether something was typed that is not sent yet. */
    dirty: { value: boolean };
    /**
     * A profile was created. A hint: the truth is in `result_token`, which the portal's backend
     * verifies. `ext`: the launch's own reference, or "": also of what "Create another profile" leads
     * to, which has a `run` of its own. `replay`: told before; the page was reloaded, or a launch with
     * that `ext` has shown it again.
     */
    completed: { ext: string; profile_id: string; result_token?: string; replay?: boolean };
    /** A change of a profile was saved. */
    updated: { profile_id: string; replay?: boolean };
    /** The operator has stopped; what was entered is deleted. */
    cancelled: {};
    /** The session ends in so many seconds unless the operator goes on. */
    expiring: { seconds: number };
    /** The session has ended; a new launch follows. */
    expired: {};
    /**
     * The operator was told of trouble. The wizard's codes, such as `provider_unavailable`, are
     * open: `launch_refused` (its log has the reason) and `in_use` (another operator has the launch's
     * `ext` open) are of launches, whose page stands in the frame; `launch_failed`, `load_failed` and
     * `expired` are of embed.js: the frame is gone.
     */
    error: { code: string };
  }

  /** What embed.js tells the wizard. */
  interface Requests {
    /** It listens, and to these versions. */
    hello: { v: number[] };
    /** See `Handle.requestClose`. */
    close_request: {};
  }

  /** `run` and `seq` are those of the message; absent where embed.js itself tells. */
  interface Told<Type extends keyof Events = keyof Events> {
    type: Type;
    data: Events[Type];
    /** Id of the run, for support; absent where a launch opened none. */
    run?: string;
    /** Number of the message, from 1 on each page. */
    seq?: number;
    /** Why a launch failed. */
    cause?: unknown;
  }

  type ElementEvents = { [Type in keyof Events as `profile-wizard:${Type}`]: CustomEvent<Told<Type>> };
}

interface Window {
  ProfileWizard: typeof ProfileWizard;
}

interface HTMLElementEventMap extends ProfileWizard.ElementEvents {}
interface DocumentEventMap extends ProfileWizard.ElementEvents {}
