// Finds out what a line is, and where the marks in it close, as grammar/spec.md says.
//
// Each decision looks ahead no further than to what decides it: a line's marker or name, the next
// `[[` or `]]` after `[[`, the next run of `*` after another. So the work is linear in the text.

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
  WORDING_TEXT,
  TEXT,
  ESCAPE,
  LINK_START,
  MARKED_LINK_START,
  EMPTY_LINK_START,
  SLUG_TEXT,
  ANCHOR_TEXT,
  LABEL_TEXT,
  ENTITY_START,
  FALSE_ENTITY_START,
  STARS,
  FALSE_MARK,
};

// Whether the last `[[` or `]]` was a `[[` that nothing closes on its line. If the first one of the
// next line is a `]]`, it belongs to that `[[`, and is no mistake of its own.
enum OpenLink { NONE, ON_THIS_LINE, ON_THE_LINE_BEFORE };

typedef struct {
  uint8_t open_link;
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

static unsigned pass_stars(TSLexer *lexer) {
  unsigned count = 0;
  for (; lexer->lookahead == '*'; count++) advance(lexer);
  return count;
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

static bool scan_line_end(Scanner *scanner, TSLexer *lexer) {
  pass_line_break(lexer);
  bool is_followed = !pass_blank_lines(lexer);
  scanner->open_link =
      is_followed && scanner->open_link == ON_THIS_LINE ? ON_THE_LINE_BEFORE : NONE;
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

// The beginning of a line, and whether there is more than blanks behind it.
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
  return head;
}

static const SectionName *section_named(const LineHead *head) {
  if (head->goes_on) return NULL;
  unsigned length = head->length;
  while (length && is_blank(head->text[length - 1])) length--;
  for (unsigned i = 0; i < sizeof SECTION_NAMES / sizeof *SECTION_NAMES; i++) {
    const SectionName *section = &SECTION_NAMES[i];
    if (strlen(section->name) == length && !memcmp(section->name, head->text, length)) {
      return section;
    }
  }
  return NULL;
}

static bool is_attribution(const LineHead *head) {
  unsigned length = sizeof WORDING - 1;
  if (head->length < length || memcmp(head->text, WORDING, length)) return false;
  if (head->goes_on) return true;
  for (; length < head->length; length++) {
    if (!is_blank(head->text[length])) return true;
  }
  return false;
}

// Passes the blanks behind a marker that is passed already. The marker is one only if its first
// blank is a space and text follows.
static bool ends_marker(TSLexer *lexer) {
  if (lexer->lookahead != ' ') return false;
  pass_blanks(lexer);
  if (at_line_end(lexer)) return false;
  lexer->mark_end(lexer);
  return true;
}

// The title is the first line, unless it is marked as something else.
static bool scan_first_line(TSLexer *lexer) {
  int32_t c = lexer->lookahead;
  if (c == '-' || c == '#') {
    advance(lexer);
    lexer->mark_end(lexer);
    if (ends_marker(lexer)) return found(lexer, c == '-' ? ITEM_MARKER : TITLE_MARKER);
    if (c == '#' && lexer->lookahead == '#') {
      advance(lexer);
      lexer->mark_end(lexer);
      if (ends_marker(lexer)) return found(lexer, HEADING_MARKER);
    }
  }
  return scan_plain_text(lexer);
}

static bool scan_line_start(TSLexer *lexer, const bool *valid) {
  while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
  if (at_line_end(lexer)) {
    return valid[BLANK_LINES] && pass_blank_lines(lexer) && found(lexer, BLANK_LINES);
  }
  if (valid[TITLE_MARKER]) {
    if (!scan_first_line(lexer)) return false;
    if (lexer->result_symbol != HEADING_MARKER) return true;
  } else {
    lexer->mark_end(lexer);
    if (lexer->lookahead == '-') {
      advance(lexer);
      return found(lexer, ends_marker(lexer) ? ITEM_MARKER : PARAGRAPH_START);
    }
    if (lexer->lookahead == '#') {
      advance(lexer);
      if (lexer->lookahead != '#') return found(lexer, PARAGRAPH_START);
      advance(lexer);
      if (!ends_marker(lexer)) return found(lexer, PARAGRAPH_START);
      lexer->result_symbol = HEADING_MARKER;
    } else {
      lexer->result_symbol = HEADING_START;
    }
  }
  LineHead head = read_head(lexer);
  const SectionName *section = section_named(&head);
  bool attributes = section && section->attributes;
  if (lexer->result_symbol == HEADING_MARKER) {
    return found(lexer, attributes ? ATTRIBUTING_HEADING_MARKER : HEADING_MARKER);
  }
  if (section) return found(lexer, attributes ? ATTRIBUTING_HEADING_START : HEADING_START);
  bool is_one = valid[ATTRIBUTION_START] && is_attribution(&head);
  return found(lexer, is_one ? ATTRIBUTION_START : PARAGRAPH_START);
}

static bool scan_wording(TSLexer *lexer) {
  for (unsigned i = 0; i < sizeof WORDING - 1; i++) advance(lexer);
  lexer->mark_end(lexer);
  return found(lexer, WORDING_TEXT);
}

// Marks

enum LinkKind { LINK, MARKED_LINK, EMPTY_LINK, LINK_BEFORE_ANOTHER, LINK_BEFORE_LINE_END };

// What begins at a `[[`. `stars` is the first run of two or more `*` in it, 0 where there is none,
// and `follows_blank` says whether a blank stands before that.
typedef struct {
  enum LinkKind kind;
  unsigned stars;
  bool follows_blank;
} Link;

// Reads on behind a `[[`, past the `]]` or `[[` that decides what it is.
static Link read_link(TSLexer *lexer) {
  enum { SLUG, ANCHOR, LABEL } part = SLUG;
  bool is_begun[3] = {true, false, false};
  bool is_filled[3] = {false, false, false};
  bool is_marked = false;
  bool follows_blank = false;
  Link link = {.stars = 0};
  for (;; follows_blank = false) {
    if (at_line_end(lexer)) {
      link.kind = LINK_BEFORE_LINE_END;
      return link;
    }
    int32_t c = lexer->lookahead;
    if (is_blank(c)) {
      pass_blanks(lexer);
      if (lexer->lookahead != '*') continue;
      follows_blank = true;
    }
    // A part begins once, and none before one that has begun.
    if ((c == '#' && part == SLUG) || (c == '|' && part != LABEL)) {
      advance(lexer);
      part = c == '#' ? ANCHOR : LABEL;
      is_begun[part] = true;
      continue;
    }
    if (c == '\\') {
      pass_backslash(lexer);
    } else if (lexer->lookahead == '*') {
      unsigned stars = pass_stars(lexer);
      if (stars > 1) {
        if (!link.stars) {
          link.stars = stars;
          link.follows_blank = follows_blank;
        }
        is_marked |= part == LABEL;
      }
    } else {
      advance(lexer);
      if ((c == '[' || c == ']') && lexer->lookahead == c) {
        advance(lexer);
        if (c == '[') {
          link.kind = LINK_BEFORE_ANOTHER;
          return link;
        }
        break;
      }
    }
    is_filled[part] = true;
  }
  bool is_empty = (!is_filled[SLUG] && !is_begun[ANCHOR]) ||
                  (is_begun[ANCHOR] && !is_filled[ANCHOR]) ||
                  (is_begun[LABEL] && !is_filled[LABEL]);
  link.kind = is_empty ? EMPTY_LINK : is_marked ? MARKED_LINK : LINK;
  return link;
}

static bool scan_link_start(Scanner *scanner, TSLexer *lexer) {
  static const enum Token TOKENS[] = {
      [LINK] = LINK_START,
      [MARKED_LINK] = MARKED_LINK_START,
      [EMPTY_LINK] = EMPTY_LINK_START,
      [LINK_BEFORE_ANOTHER] = FALSE_MARK,
      [LINK_BEFORE_LINE_END] = FALSE_MARK,
  };
  lexer->mark_end(lexer);
  enum LinkKind kind = read_link(lexer).kind;
  scanner->open_link = kind == LINK_BEFORE_LINE_END ? ON_THIS_LINE : NONE;
  return found(lexer, TOKENS[kind]);
}

// The next run of two or more `*` outside of links, and what stands before it. `stars` is 0 where
// there is none on the line.
typedef struct {
  unsigned stars;
  bool follows_blank;
  bool follows_link;
} Run;

static Run read_to_next_run(TSLexer *lexer) {
  Run run = {.stars = 0};
  while (!at_line_end(lexer)) {
    int32_t c = lexer->lookahead;
    if (c == '*') {
      run.stars = pass_stars(lexer);
      if (run.stars > 1) return run;
      run.stars = 0;
    } else if (c == '\\') {
      pass_backslash(lexer);
    } else {
      advance(lexer);
      if (c == '[' && lexer->lookahead == '[') {
        advance(lexer);
        Link link;
        // The stars after a `[[` that nothing closes are outside of links.
        while ((link = read_link(lexer)).kind == LINK_BEFORE_ANOTHER && !link.stars) continue;
        if (link.kind >= LINK_BEFORE_ANOTHER) {
          run.stars = link.stars;
          run.follows_blank = link.follows_blank;
          return run;
        }
        run.follows_link |= link.kind != EMPTY_LINK;
      }
    }
    run.follows_blank = is_blank(c);
  }
  return run;
}

// Runs of `*` are paired from left to right; two and the next two are an entity. The first `*` of
// the run is passed already.
static bool scan_stars(TSLexer *lexer, const bool *valid) {
  unsigned stars = 1 + pass_stars(lexer);
  lexer->mark_end(lexer);
  if (valid[STARS]) return found(lexer, STARS);
  if (stars == 4) return found(lexer, FALSE_MARK);
  bool follows_blank = is_blank(lexer->lookahead);
  Run next = read_to_next_run(lexer);
  if (!next.stars || (stars > 2 && next.stars != stars)) return found(lexer, FALSE_MARK);
  bool is_entity = stars == 2 && next.stars == 2 && !next.follows_link && !follows_blank &&
                   !next.follows_blank;
  return found(lexer, is_entity ? ENTITY_START : FALSE_ENTITY_START);
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
      bool closes_line_before = scanner->open_link == ON_THE_LINE_BEFORE;
      scanner->open_link = NONE;
      return found(lexer, closes_line_before ? TEXT : FALSE_MARK);
    }
    lexer->mark_end(lexer);
  }
  return is_blank_so_far ? scan_line_end(scanner, lexer) : found(lexer, TEXT);
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
  buffer[0] = (char)((Scanner *)payload)->open_link;
  return 1;
}

void tree_sitter_slugline_external_scanner_deserialize(void *payload, const char *buffer,
                                                       unsigned length) {
  ((Scanner *)payload)->open_link = length ? (uint8_t)buffer[0] : NONE;
}

bool tree_sitter_slugline_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  if (valid[HEADING_MARKER]) return scan_line_start(lexer, valid);
  if (valid[PLAIN_TEXT]) return scan_plain_text(lexer);
  if (valid[WORDING_TEXT]) return scan_wording(lexer);
  if (valid[SLUG_TEXT] || valid[ANCHOR_TEXT] || valid[LABEL_TEXT]) {
    return scan_link_text(lexer, valid);
  }
  return scan_marked_text(payload, lexer, valid);
}
