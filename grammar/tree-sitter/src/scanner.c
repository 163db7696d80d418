// Finds out what a line is, and where the marks in it close, as grammar/spec.md says.
//
// Each decision looks ahead no further than to what decides it: a line's marker or name, the next
// `[[` or `]]` after a `[[` (on the next line, if this one has none), the next run of `*` after
// another. So the work is linear in the text.

#include "names.h"
#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <stdint.h>
#include <string.h>

// The order is that of `externals` in grammar.js.
enum Token {
  BLANK_LINES,
  LINE_END,
  TITLE_MARKER,
  ITEM_MARKER,
  HEADING_MARKER,
  ATTRIBUTING_HEADING_MARKER,
  HEADING_START,
  ATTRIBUTING_HEADING_START,
  ATTRIBUTION_START,
  PARAGRAPH_START,
  PLAIN_TEXT,
  ATTRIBUTION_WORDING,
  TEXT,
  ESCAPE,
  LINK_START,
  MARKED_LINK_START,
  SLUG_TEXT,
  ANCHOR_TEXT,
  LABEL_TEXT,
  EMPTY_SLUG_START,
  EMPTY_SECTION_START,
  EMPTY_LABEL_START,
  UNCLOSED_LINK,
  LINK_ACROSS_LINES,
  STRAY_CLOSE,
  ENTITY_START,
  LINK_IN_ENTITY_START,
  SPACED_ENTITY_START,
  EMPTY_ENTITY_START,
  STAR_RUN_START,
  STARS,
  UNCLOSED_ENTITY,
  FOUR_STARS,
  STAR_RUN,
};

typedef struct {
  // The last `[[` goes over the end of its line. The `]]` that it meets there is no problem of its
  // own.
  bool goes_over_line_end;
} Scanner;

static inline void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static inline bool is_blank(int32_t c) { return c == ' ' || c == '\t'; }

static inline bool at_line_end(TSLexer *lexer) {
  int32_t c = lexer->lookahead;
  // NUL is an ordinary character, and what the lexer gives at the end of the text.
  return c == '\n' || c == '\r' || (c == 0 && lexer->eof(lexer));
}

static inline bool can_be_escaped(int32_t c) {
  return c == '\\' || c == '[' || c == ']' || c == '*' || c == '|';
}

static inline bool found(TSLexer *lexer, enum Token token) {
  lexer->result_symbol = token;
  return true;
}

static void pass_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) advance(lexer);
}

// Leaves blanks out of the token that begins behind them.
static void skip_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
}

// Passes a line break, and says whether there was one: false at the end of the text.
static bool pass_line_break(TSLexer *lexer) {
  if (lexer->lookahead == '\r') {
    advance(lexer);
    if (lexer->lookahead == '\n') advance(lexer);
    return true;
  }
  if (lexer->lookahead != '\n') return false;
  advance(lexer);
  return true;
}

// Passes a run of one character, and says how long it is.
static unsigned pass_run(TSLexer *lexer, int32_t c) {
  unsigned length = 0;
  for (; lexer->lookahead == c; length++) advance(lexer);
  return length;
}

// Passes `\` and, where it escapes the next character, that too.
static void pass_backslash(TSLexer *lexer) {
  advance(lexer);
  if (can_be_escaped(lexer->lookahead)) advance(lexer);
}

// Lines

// Passes blank lines; the token ends where the first line that is not blank begins.
static bool pass_blank_lines(TSLexer *lexer) {
  bool any = false;
  for (;;) {
    lexer->mark_end(lexer);
    pass_blanks(lexer);
    if (!at_line_end(lexer)) return any;
    any = true;
    if (!pass_line_break(lexer)) break;
  }
  lexer->mark_end(lexer);
  return any;
}

static bool scan_line_end(TSLexer *lexer) {
  pass_line_break(lexer);
  pass_blank_lines(lexer);
  return found(lexer, LINE_END);
}

// The rest of the line without blanks at its end.
static bool scan_plain_text(TSLexer *lexer) {
  while (!at_line_end(lexer)) {
    bool is_text = !is_blank(lexer->lookahead);
    advance(lexer);
    if (is_text) lexer->mark_end(lexer);
  }
  return found(lexer, PLAIN_TEXT);
}

// The beginning of a line, as long as any name. Where the line does not go on behind it, it is
// without blanks at its end.
typedef struct {
  char text[LONGEST_NAME];
  unsigned length;
  bool goes_on;
} LineHead;

static LineHead read_head(TSLexer *lexer) {
  LineHead head = {.length = 0};
  // All names are ASCII.
  while (head.length < LONGEST_NAME && lexer->lookahead < 0x80 && !at_line_end(lexer)) {
    head.text[head.length++] = (char)lexer->lookahead;
    advance(lexer);
  }
  pass_blanks(lexer);
  head.goes_on = !at_line_end(lexer);
  while (!head.goes_on && head.length && is_blank(head.text[head.length - 1])) head.length--;
  return head;
}

static const SectionName *section_named(const LineHead *head) {
  for (unsigned i = 0; i < sizeof SECTION_NAMES / sizeof *SECTION_NAMES; i++) {
    const SectionName *section = &SECTION_NAMES[i];
    if (!head->goes_on && head->length == section->length &&
        !memcmp(head->text, section->name, section->length)) {
      return section;
    }
  }
  return NULL;
}

// Whether a publisher follows the wording of attributions.
static bool is_attribution(const LineHead *head) {
  return head->length >= WORDING_LENGTH && !memcmp(head->text, WORDING, WORDING_LENGTH) &&
         (head->goes_on || head->length > WORDING_LENGTH);
}

// Whether what is passed already is a marker: a space and a text are behind it.
static bool is_marker(TSLexer *lexer) {
  if (lexer->lookahead != ' ') return false;
  pass_blanks(lexer);
  return !at_line_end(lexer);
}

static bool scan_line_start(TSLexer *lexer, const bool *valid) {
  bool is_first = valid[TITLE_MARKER];
  skip_blanks(lexer);
  if (at_line_end(lexer)) {
    return valid[BLANK_LINES] && pass_blank_lines(lexer) && found(lexer, BLANK_LINES);
  }
  int32_t c = lexer->lookahead;
  lexer->mark_end(lexer);
  if (c == '-' || c == '#') {
    bool is_heading = false;
    advance(lexer);
    if (c == '#' && lexer->lookahead == '#') {
      advance(lexer);
      is_heading = true;
    }
    lexer->mark_end(lexer);
    if (is_marker(lexer)) {
      if (is_heading) {
        LineHead head = read_head(lexer);
        const SectionName *section = section_named(&head);
        bool attributes = section && section->attributes;
        return found(lexer, attributes ? ATTRIBUTING_HEADING_MARKER : HEADING_MARKER);
      }
      if (c == '-') return found(lexer, ITEM_MARKER);
      if (is_first) return found(lexer, TITLE_MARKER);
    }
    // What is no marker is the beginning of the text.
    return is_first ? scan_plain_text(lexer) : found(lexer, PARAGRAPH_START);
  }
  if (is_first) return scan_plain_text(lexer);
  LineHead head = read_head(lexer);
  const SectionName *section = section_named(&head);
  if (section) {
    return found(lexer, section->attributes ? ATTRIBUTING_HEADING_START : HEADING_START);
  }
  bool attributes = valid[ATTRIBUTION_START] && is_attribution(&head);
  return found(lexer, attributes ? ATTRIBUTION_START : PARAGRAPH_START);
}

static bool scan_wording(TSLexer *lexer) {
  for (unsigned i = 0; i < WORDING_LENGTH; i++) advance(lexer);
  lexer->mark_end(lexer);
  return found(lexer, ATTRIBUTION_WORDING);
}

// Marks

// What begins at a `[[`: `token`, and for an UNCLOSED_LINK whether another `[[` follows. `stars` is
// the first run of two or more `*` in it, 0 where there is none; `follows_blank` says whether there
// is a blank before that.
typedef struct {
  enum Token token;
  bool meets_another;
  unsigned stars;
  bool follows_blank;
} Link;

enum Part { SLUG, ANCHOR, LABEL };

// Reads on behind a `[[`, past the `]]` or `[[` that decides what it is.
static Link read_link(TSLexer *lexer) {
  enum Part part = SLUG;
  bool is_begun[] = {[SLUG] = true, [ANCHOR] = false, [LABEL] = false};
  bool is_filled[] = {[SLUG] = false, [ANCHOR] = false, [LABEL] = false};  // With more than blanks.
  bool is_marked = false;
  bool follows_blank = false;
  Link link = {.token = UNCLOSED_LINK};
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    bool begins_part = (c == '#' && part == SLUG) || (c == '|' && part != LABEL);
    if (c == '*') {
      unsigned stars = pass_run(lexer, '*');
      if (stars > 1) {
        if (!link.stars) {
          link.stars = stars;
          link.follows_blank = follows_blank;
        }
        is_marked |= part == LABEL;
      }
    } else if (c == '\\') {
      pass_backslash(lexer);
    } else {
      advance(lexer);
      if ((c == '[' || c == ']') && lexer->lookahead == c) {
        advance(lexer);
        link.meets_another = c == '[';
        if (link.meets_another) return link;
        if (!is_filled[SLUG] && !is_begun[ANCHOR]) {
          link.token = EMPTY_SLUG_START;
        } else if (is_begun[ANCHOR] && !is_filled[ANCHOR]) {
          link.token = EMPTY_SECTION_START;
        } else if (is_begun[LABEL] && !is_filled[LABEL]) {
          link.token = EMPTY_LABEL_START;
        } else {
          link.token = is_marked ? MARKED_LINK_START : LINK_START;
        }
        return link;
      }
    }
    if (begins_part) {
      part = c == '#' ? ANCHOR : LABEL;
      is_begun[part] = true;
    } else {
      is_filled[part] |= !is_blank(c);
    }
    follows_blank = is_blank(c);
  }
  return link;
}

// Whether the next line has a `]]` and no `[[` before it.
static bool next_line_closes(TSLexer *lexer) {
  if (!pass_line_break(lexer)) return false;
  pass_blanks(lexer);
  // A heading has no marks. One without a marker has no `]]` either.
  if (pass_run(lexer, '#') == 2 && lexer->lookahead == ' ') return false;
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (c == '\\') {
      pass_backslash(lexer);
      continue;
    }
    advance(lexer);
    if ((c == '[' || c == ']') && lexer->lookahead == c) return c == ']';
  }
  return false;
}

static bool scan_link_start(Scanner *scanner, TSLexer *lexer) {
  lexer->mark_end(lexer);
  Link link = read_link(lexer);
  scanner->goes_over_line_end =
      link.token == UNCLOSED_LINK && !link.meets_another && next_line_closes(lexer);
  return found(lexer, scanner->goes_over_line_end ? LINK_ACROSS_LINES : link.token);
}

// The next run of two or more `*` outside of links, and what is before it. `stars` is 0 where there
// is none on the line.
typedef struct {
  unsigned stars;
  bool follows_text;
  bool follows_link;
  bool follows_blank;
} Run;

static Run read_to_next_run(TSLexer *lexer) {
  Run run = {.stars = 0};
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (c == '*') {
      unsigned stars = pass_run(lexer, '*');
      if (stars > 1) {
        run.stars = stars;
        return run;
      }
    } else if (c == '\\') {
      pass_backslash(lexer);
    } else {
      advance(lexer);
      if (c == '[' && lexer->lookahead == '[') {
        advance(lexer);
        run.follows_text = true;
        Link link = read_link(lexer);
        while (link.meets_another && !link.stars) link = read_link(lexer);
        // The stars behind a `[[` that nothing closes are outside of links.
        if (link.token == UNCLOSED_LINK) {
          run.stars = link.stars;
          run.follows_blank = link.follows_blank;
          return run;
        }
        run.follows_link |= link.token == LINK_START || link.token == MARKED_LINK_START;
      }
    }
    run.follows_blank = is_blank(c);
    run.follows_text |= !run.follows_blank;
  }
  return run;
}

// What begins at a run of `*`. Runs are paired from left to right; two and the next two are an
// entity.
static enum Token read_stars(TSLexer *lexer, unsigned stars) {
  if (stars == 4) return FOUR_STARS;
  bool precedes_blank = is_blank(lexer->lookahead);
  Run next = read_to_next_run(lexer);
  if (stars > 2) return next.stars == stars ? STAR_RUN_START : STAR_RUN;
  if (!next.stars) return UNCLOSED_ENTITY;
  if (next.stars > 2) return STAR_RUN_START;
  if (next.follows_link) return LINK_IN_ENTITY_START;
  if (!next.follows_text) return EMPTY_ENTITY_START;
  return precedes_blank || next.follows_blank ? SPACED_ENTITY_START : ENTITY_START;
}

static bool scan_stars(TSLexer *lexer, const bool *valid) {
  unsigned stars = 1 + pass_run(lexer, '*');
  lexer->mark_end(lexer);
  return found(lexer, valid[STARS] ? STARS : read_stars(lexer, stars));
}

// Text up to the next mark or the line's end, or the mark where there is no text before it.
static bool scan_marked_text(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  bool any = false;
  bool is_blank_so_far = true;
  for (; !at_line_end(lexer); any = true) {
    int32_t c = lexer->lookahead;
    if (is_blank(c)) {
      // Blanks belong to the text only where more follows on the line.
      advance(lexer);
      continue;
    }
    is_blank_so_far = false;
    lexer->mark_end(lexer);
    advance(lexer);
    if (c == '\\' ? can_be_escaped(lexer->lookahead)
                  : (c == '[' || c == ']' || c == '*') && lexer->lookahead == c) {
      if (any) return found(lexer, TEXT);
      if (c == '*') return scan_stars(lexer, valid);
      advance(lexer);
      if (c == '[') return scan_link_start(scanner, lexer);
      lexer->mark_end(lexer);
      if (c == '\\') return found(lexer, ESCAPE);
      bool is_closing = scanner->goes_over_line_end;
      scanner->goes_over_line_end = false;
      return found(lexer, is_closing ? TEXT : STRAY_CLOSE);
    }
    lexer->mark_end(lexer);
  }
  return is_blank_so_far ? scan_line_end(lexer) : found(lexer, TEXT);
}

// Text of a part of a link, or an escape in it. What ends the part is left to the grammar.
static bool scan_link_text(TSLexer *lexer, const bool *valid) {
  enum Token part = valid[SLUG_TEXT] ? SLUG_TEXT : valid[ANCHOR_TEXT] ? ANCHOR_TEXT : LABEL_TEXT;
  bool any = false;
  for (; !at_line_end(lexer); any = true) {
    int32_t c = lexer->lookahead;
    lexer->mark_end(lexer);
    if ((c == '#' && part == SLUG_TEXT) || (c == '|' && part != LABEL_TEXT)) break;
    advance(lexer);
    if (c == ']' && lexer->lookahead == ']') break;
    if (c == '\\' && can_be_escaped(lexer->lookahead)) {
      if (any) break;
      advance(lexer);
      lexer->mark_end(lexer);
      return found(lexer, ESCAPE);
    }
  }
  return any && found(lexer, part);
}

void *tree_sitter_slugline_external_scanner_create(void) {
  return ts_calloc(1, sizeof(Scanner));
}

void tree_sitter_slugline_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_slugline_external_scanner_serialize(void *payload, char *buffer) {
  buffer[0] = ((Scanner *)payload)->goes_over_line_end;
  return 1;
}

void tree_sitter_slugline_external_scanner_deserialize(void *payload, const char *buffer,
                                                       unsigned length) {
  ((Scanner *)payload)->goes_over_line_end = length && buffer[0];
}

bool tree_sitter_slugline_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  if (valid[HEADING_MARKER]) return scan_line_start(lexer, valid);
  if (valid[PLAIN_TEXT]) {
    skip_blanks(lexer);
    return scan_plain_text(lexer);
  }
  if (valid[ATTRIBUTION_WORDING]) return scan_wording(lexer);
  if (valid[SLUG_TEXT] || valid[ANCHOR_TEXT] || valid[LABEL_TEXT]) {
    return scan_link_text(lexer, valid);
  }
  return scan_marked_text(payload, lexer, valid);
}
