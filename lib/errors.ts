// The closed set of errors shown to users. Any other error is shown as "internal".
export type ErrorCode =
  | "forbidden"
  | "not_found"
  | "invalid"
  | "conflict"
  | "conversation_taken"
  | "conversation_back"
  | "bot_duplicate"
  | "bot_taken"
  | "bot_other"
  | "bot_token_shape"
  | "bot_token_refused"
  | "bot_off"
  | "command_name"
  | "command_built_in"
  | "command_taken"
  | "command_empty"
  | "commands_full"
  /** It is being sent already, or has been. */
  | "broadcast_ordered"
  | "broadcast_empty"
  | "broadcast_long"
  | "broadcast_link"
  | "broadcast_time"
  | "broadcast_limit"
  | "broadcast_no_chat"
  /** No address of a web page. */
  | "source_address"
  /** No file that can be read. */
  | "source_type"
  | "source_large"
  /** No table can be read from the file. */
  | "source_table"
  | "telegram_unreachable"
  /** The fault is on this server's way to Telegram. */
  | "telegram_out_of_reach"
  | "key_duplicate"
  | "key_refused"
  | "gemini_unreachable"
  | "model_unknown"
  | "sign_in"
  | "too_many_tries"
  | "busy"
  | "signed_out"
  | "setup_code"
  | "setup_done"
  | "email"
  | "email_taken"
  | "password_short"
  | "password_common"
  | "password_wrong"
  | "second_factor"
  | "code_wrong"
  | "prove_again"
  | "factor_demanded"
  | "factor_last"
  | "passkey_refused"
  | "link_used"
  | "identity_unverified"
  | "identity_unknown"
  | "identity_failed"
  | "invited_other"
  | "member_already"
  | "member_elsewhere"
  /** They visit for the platform, and only a member has what it is about. */
  | "members_only"
  | "last_owner"
  | "zone_unknown"
  /** The plan allows no more of these. */
  | "limit_reached"
  | "slug_shape"
  | "slug_taken"
  | "name_taken"
  /** What was typed to confirm is not the name. */
  | "name_differs"
  /** Of requests of programs (lib/api). */
  | "token_missing"
  | "token_refused"
  | "token_weak"
  | "token_scope"
  | "tokens_full"
  | "too_many_requests"
  | "no_method"
  | "body_large"
  | "body_unreadable"
  /** A bot's settings as a file (lib/bot-file). */
  | "file_syntax"
  | "file_none"
  | "file_newer"
  | "file_field"
  | "database_away"
  | "internal";

/** An error with a code from the message catalogue `errors.*` and the values for its sentence. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly values: Record<string, string | number>;
  /** Name of the form field that it belongs to, if any. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, values: Record<string, string | number> = {}, field?: string) {
    super(code);
    this.name = "AppError";
    this.code = code;
    this.values = values;
    this.field = field;
  }
}
