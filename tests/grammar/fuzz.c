// Parses texts at random, made of seeds, and says what went wrong with one.
//
//     fuzz SEEDS FINDING SECONDS NUMBER
//
// SEEDS is a file of texts, each after its length (four bytes, the lowest first). Each text is
// changed at random and parsed; then it is edited, parsed again by way of its old tree, and parsed
// anew. Neither tree may have an error, and both must be the same. The text of a finding, and what
// it was edited to, are left in the file FINDING. NUMBER makes another run. Prints how many parses
// were made.

#define _POSIX_C_SOURCE 200809L  // For clock_gettime.

#include <tree_sitter/api.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LONGEST = 4096, MOST_SEEDS = 4096, MOST_EDITS = 4 };

const TSLanguage *tree_sitter_slugline(void);
void __sanitizer_set_death_callback(void (*callback)(void));

typedef struct {
  uint32_t length;
  char bytes[LONGEST];
} Text;

// A cut, and what was put into its place.
typedef struct {
  uint32_t start, old_end, new_end;
} Edit;

static const char *const FRAGMENTS[] = {
    "[[", "]]", "[", "]", "**", "*", "***", "****", "|", "#", "\\", "\\\\", "\\[", "\\]", "\\*",
    "\\|", "# ", "## ", "- ", "-", " ", "  ", "\t", "\n", "\n\n", "\r", "\r\n", "\nSummary\n",
    "\nKey Takeaways \n", "\nSource\n", "\n## Source\n", "Originally reported by ", "\xEF\xBB\xBF",
    "\xC3\xA9", "\xF0\x9F\x90\xA6", "\xE2\x80\xA8", "\xFF", "\xE2\x82", "a", "mill", "\n- [[a|b",
};

static Text seeds[MOST_SEEDS];
static uint32_t seed_count;
static Text before, after;
static const char *finding;

static uint64_t state;

// Xorshift: quick, and the same everywhere.
static uint32_t below(uint32_t limit) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 16) % limit;
}

static void keep_finding(void) {
  FILE *file = fopen(finding, "wb");
  if (!file) return;
  fwrite(before.bytes, 1, before.length, file);
  fputs("\n--- edited to ---\n", file);
  fwrite(after.bytes, 1, after.length, file);
  fclose(file);
}

static void fail(const char *why) {
  fprintf(stderr, "%s\n", why);
  keep_finding();
  exit(1);
}

static void read_seeds(const char *path) {
  FILE *file = fopen(path, "rb");
  uint8_t size[4];
  if (!file) fail("no seeds");
  while (seed_count < MOST_SEEDS && fread(size, 1, sizeof size, file) == sizeof size) {
    uint32_t length = size[0] | size[1] << 8 | size[2] << 16 | (uint32_t)size[3] << 24;
    Text *seed = &seeds[seed_count++];
    if (length > LONGEST || fread(seed->bytes, 1, length, file) != length) fail("a seed too long");
    seed->length = length;
  }
  fclose(file);
  if (!seed_count) fail("no seeds");
}

// Replaces a part of a text. What does not fit is left out.
static Edit replace(Text *text, uint32_t start, uint32_t end, const char *bytes, uint32_t length) {
  uint32_t room = LONGEST - (text->length - (end - start));
  if (length > room) length = room;
  memmove(text->bytes + start + length, text->bytes + end, text->length - end);
  memcpy(text->bytes + start, bytes, length);
  text->length += length - (end - start);
  return (Edit){start, end, start + length};
}

static Edit change(Text *text) {
  uint32_t start = below(text->length + 1);
  uint32_t rest = text->length - start;
  uint32_t end = start + (below(2) ? 0 : below(1 + (rest < 16 ? rest : 16)));
  const char *fragment = FRAGMENTS[below(sizeof FRAGMENTS / sizeof *FRAGMENTS)];
  const Text *seed = &seeds[below(seed_count)];
  char byte = (char)below(256);
  uint32_t from = below(seed->length + 1);
  switch (below(8)) {
    case 0: return replace(text, start, end, "", 0);
    case 1: return replace(text, start, end, &byte, 1);
    case 2: return replace(text, start, end, seed->bytes + from, below(seed->length - from + 1));
    default: return replace(text, start, end, fragment, (uint32_t)strlen(fragment));
  }
}

static TSPoint point_at(const Text *text, uint32_t offset) {
  TSPoint point = {0, 0};
  for (uint32_t i = 0; i < offset; i++) {
    point.column++;
    if (text->bytes[i] == '\n') point = (TSPoint){point.row + 1, 0};
  }
  return point;
}

typedef struct {
  const Text *text;
  uint32_t chunk;
} Reader;

// Gives the text in small chunks, as editors do.
static const char *read_chunk(void *payload, uint32_t offset, TSPoint point, uint32_t *length) {
  (void)point;
  const Reader *reader = payload;
  uint32_t rest = offset < reader->text->length ? reader->text->length - offset : 0;
  *length = rest < reader->chunk ? rest : reader->chunk;
  return reader->text->bytes + offset;
}

static TSTree *parse(TSParser *parser, const Text *text, const TSTree *old,
                     TSInputEncoding encoding) {
  Reader reader = {text, 4 + below(64)};
  TSTree *tree = ts_parser_parse(parser, old, (TSInput){&reader, read_chunk, encoding, NULL});
  if (!tree) fail("no tree");
  if (ts_node_has_error(ts_tree_root_node(tree))) fail("a tree with an error");
  return tree;
}

static bool same_node(TSNode one, TSNode other) {
  return ts_node_symbol(one) == ts_node_symbol(other) &&
         ts_node_start_byte(one) == ts_node_start_byte(other) &&
         ts_node_end_byte(one) == ts_node_end_byte(other) &&
         ts_node_child_count(one) == ts_node_child_count(other);
}

static bool same_tree(const TSTree *one, const TSTree *other) {
  TSTreeCursor a = ts_tree_cursor_new(ts_tree_root_node(one));
  TSTreeCursor b = ts_tree_cursor_new(ts_tree_root_node(other));
  bool same = true;
  while ((same = same_node(ts_tree_cursor_current_node(&a), ts_tree_cursor_current_node(&b)))) {
    if (ts_tree_cursor_goto_first_child(&a)) {
      ts_tree_cursor_goto_first_child(&b);
      continue;
    }
    bool goes_on = true;
    while (goes_on && !ts_tree_cursor_goto_next_sibling(&a)) {
      goes_on = ts_tree_cursor_goto_parent(&a);
      ts_tree_cursor_goto_parent(&b);
    }
    if (!goes_on) break;
    ts_tree_cursor_goto_next_sibling(&b);
  }
  ts_tree_cursor_delete(&a);
  ts_tree_cursor_delete(&b);
  return same;
}

static void run(TSParser *parser) {
  before = seeds[below(seed_count)];
  for (uint32_t i = below(8); i; i--) change(&before);
  after = before;
  TSInputEncoding encoding = below(8) ? TSInputEncodingUTF8 : TSInputEncodingUTF16LE;
  TSTree *tree = parse(parser, &before, NULL, encoding);
  for (uint32_t i = 1 + below(MOST_EDITS); i; i--) {
    Text old = after;
    Edit edit = change(&after);
    ts_tree_edit(tree, &(TSInputEdit){edit.start, edit.old_end, edit.new_end,
                                      point_at(&old, edit.start), point_at(&old, edit.old_end),
                                      point_at(&after, edit.new_end)});
  }
  TSTree *edited = parse(parser, &after, tree, encoding);
  TSTree *fresh = parse(parser, &after, NULL, encoding);
  if (encoding == TSInputEncodingUTF8 && !same_tree(edited, fresh)) {
    fail("another tree by way of the old one");
  }
  ts_tree_delete(fresh);
  ts_tree_delete(edited);
  ts_tree_delete(tree);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  finding = arguments[2];
  read_seeds(arguments[1]);
  double end = now() + atof(arguments[3]);
  state = strtoull(arguments[4], NULL, 10) * 0x9E3779B97F4A7C15u + 1;
  __sanitizer_set_death_callback(keep_finding);
  TSParser *parser = ts_parser_new();
  if (!ts_parser_set_language(parser, tree_sitter_slugline())) fail("no language");
  unsigned long parses = 0;
  while (now() < end) {
    run(parser);
    parses += 3;
  }
  ts_parser_delete(parser);
  printf("%lu\n", parses);
  return 0;
}
