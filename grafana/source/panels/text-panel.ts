import type {PanelText} from './panel.js';

/** Words on a dashboard; it asks nothing. */
export type TextPanel = ReturnType<typeof textPanel>;

export function textPanel({content, ...text}: PanelText & {readonly content: string}) {
  return {...text, type: 'text' as const, options: {mode: 'markdown', content}};
}
