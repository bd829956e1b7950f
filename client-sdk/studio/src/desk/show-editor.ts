import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState, Transaction } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { DeskProblem } from './desk-api.ts';
import { placeIn, type SchemaNode, type ShowNames, suggest } from './schema-completion.ts';

export interface ShowEditorOptions {
  readonly parent: HTMLElement;
  readonly label: string;
  readonly onChange: (text: string) => void;
  readonly onSave: () => void;
  /** Schema and names that completion reads; asked for each time. */
  readonly words: () => { readonly schema: SchemaNode | undefined; readonly names: ShowNames };
}

/** Colours of LOOK.md; keys are quiet, what is said is bright. */
const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--sea)' },
  { tag: tags.string, color: 'var(--amber)' },
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--petal)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--quiet)' },
]);
const THEME = EditorView.theme({
  '&': { height: '100%', fontSize: '13px', color: 'var(--text)', backgroundColor: 'var(--ink)' },
  '.cm-scroller': {
    fontFamily: "ui-monospace, 'Cascadia Mono', 'D2Coding', monospace, 'Pretendard Variable'",
    lineHeight: '1.55',
  },
  '.cm-gutters': { backgroundColor: 'var(--ink)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'rgb(242 178 99 / 7%)' },
  '.cm-cursor': { borderLeftColor: 'var(--amber)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'rgb(229 143 177 / 28%)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--panel)',
    color: 'var(--text)',
    border: '1px solid var(--line-strong)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--amber)',
    color: 'var(--on-amber)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--error)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--amber)' },
});

/** The text of a show in an editor: completed from the schema and the show's own names, with problems where they are. */
export class ShowEditor {
  readonly view: EditorView;
  #quiet = false;

  constructor(options: ShowEditorOptions) {
    const save = {
      key: 'Mod-s',
      preventDefault: true,
      run: () => {
        options.onSave();
        return true;
      },
    };
    this.view = new EditorView({
      parent: options.parent,
      state: EditorState.create({
        doc: '',
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          yaml(),
          syntaxHighlighting(COLOURS),
          autocompletion({ override: [(context) => complete(context, options.words())], icons: false }),
          keymap.of([save, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': options.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !this.#quiet) options.onChange(this.text);
          }),
          THEME,
        ],
      }),
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Puts another text into the editor; nobody is told. */
  set text(text: string) {
    this.#quiet = true;
    // Not in the history: undoing must never lead to another show, or to none.
    const annotations = Transaction.addToHistory.of(false);
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, annotations });
    this.#quiet = false;
  }

  /** Shows what is wrong where it is: from the column told to the end of the word. */
  set problems(problems: readonly DeskProblem[]) {
    const { doc } = this.view.state;
    const diagnostics = problems.map(({ code, level, line, col, message, hint }): Diagnostic => {
      const row = doc.line(Math.min(doc.lines, Math.max(1, line)));
      const from = Math.min(row.to, row.from + Math.max(0, col - 1));
      const word = /^["']?[\w-]+|^[^\s,{}[\]]+/.exec(row.text.slice(from - row.from))?.[0].length ?? 1;
      const text = `${code} ${message}${hint === '' ? '' : ` (${hint})`}`;
      return { from, to: Math.min(row.to, from + Math.max(1, word)), severity: level, message: text };
    });
    diagnostics.sort((a, b) => a.from - b.from);
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics));
  }

  /** Goes to a line and puts the cursor there. */
  goTo(line: number, col = 1): void {
    const row = this.view.state.doc.line(Math.min(this.view.state.doc.lines, Math.max(1, line)));
    const at = Math.min(row.to, row.from + Math.max(0, col - 1));
    this.view.dispatch({
      selection: { anchor: at },
      effects: EditorView.scrollIntoView(at, { y: 'center' }),
    });
    this.view.focus();
  }

  destroy(): void {
    this.view.destroy();
  }
}

function complete(
  context: CompletionContext,
  { schema, names }: ReturnType<ShowEditorOptions['words']>,
): CompletionResult | null {
  if (!schema) return null;
  const place = placeIn(context.state.doc.sliceString(0, context.pos));
  if (place.word === '' && !context.explicit) return null;
  const options = suggest(schema, place, names).map(({ label, kind, info }) => {
    return { label, detail: info, apply: kind === 'key' ? `${label}: ` : label };
  });
  return options.length > 0 ? { from: context.pos - place.word.length, options, filter: false } : null;
}
