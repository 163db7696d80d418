// Generated from the server's default schema by `python grammar/generate.py`.

#ifndef SLUGLINE_NAMES_H_
#define SLUGLINE_NAMES_H_

#include <stdbool.h>

// A heading that needs no marker, and whether its section may hold the attribution.
typedef struct {
  const char *name;
  unsigned length;
  bool attributes;
} SectionName;

static const SectionName SECTION_NAMES[] = {
    {"Balanced Perspective", 20, false},
    {"Optimistic View", 15, false},
    {"Critical View", 13, false},
    {"Key Takeaways", 13, false},
    {"Summary", 7, false},
    {"Source", 6, true},
};

#define WORDING "Originally reported by "
#define WORDING_LENGTH 23

// Of all of these.
#define LONGEST_NAME 23

#endif
