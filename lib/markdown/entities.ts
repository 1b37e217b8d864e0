// A text for Telegram with its formatting.

/** Offsets and lengths count UTF-16 code units, as in Telegram and JavaScript. */
export interface Entity {
  type: "bold" | "italic" | "strikethrough" | "code" | "pre" | "text_link" | "blockquote";
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface Rendered {
  text: string;
  entities: Entity[];
}
