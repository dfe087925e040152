// Words about the keys, fetched when somebody asks for them.

export const keysStrings = {
  title: "Keys",
  close: "Close",
  help: "A key acts while what it is for has the focus. Whoever types in a field means the text.",
  isOn: "“?” opens this list from everywhere",
  or: "or",

  /** Places, in the order in which they are told. */
  where: {
    player: "On the figure and the buttons below it",
    figure: "On the figure",
    line: "On the figure and the timeline",
    timeline: "On the timeline",
    grip: "On the price that can be pulled",
    page: "Everywhere",
  },

  /** @type {Record<import("./keys.js").KeyName, string>} */
  what: {
    play: "Play, pause",
    forward: "One step on",
    back: "One step back",
    waveForward: "To the next wave",
    waveBack: "To the wave before",
    start: "To the start",
    end: "To the end",
    first: "To the first liquidation",
    worst: "To the worst moment",
    closer: "Closer look",
    farther: "Farther away",
    whole: "Whole picture",
    fullscreen: "Full screen, and back",
    undo: "Undo a change of settings",
    redo: "Redo it",
    help: "This list",
    pull: "Pull the price down by half a per cent",
    push: "Push it up by half a per cent",
    pullFar: "Down by two per cent",
    pushFar: "Up by two per cent",
    noShock: "No shock",
    mostShock: "The largest fall",
    letGo: "Let it go",
    cancel: "Put it back",
  },

  /** What stands on a keyboard. @type {Record<string, string>} */
  caps: {
    Space: "Space",
    Plus: "+",
    Shift: "Shift",
    Control: "Ctrl",
    Meta: "⌘",
    Enter: "Enter",
    Escape: "Esc",
    Home: "Home",
    End: "End",
    PageUp: "Page Up",
    PageDown: "Page Down",
    ArrowRight: "→",
    ArrowLeft: "←",
    ArrowUp: "↑",
    ArrowDown: "↓",
  },
};
